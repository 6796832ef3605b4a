//! Trains, ferries and buses against arithmetic by hand: the plan's own, those of a timetable, and
//! those of an extract.

use crate::TONGDA;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

use tongda_fixtures::pbf::{Item, tags, to_pbf};
use tongda_fixtures::{TestResult, data_folder};
use tongda_foundation::progress::Silent;
use tongda_network::osm::{Source, read_extract};
use tongda_network::scenario::{Change, HourWindow, Line, rail_routes, read_gtfs};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The minutes of the lines of `tongda route` whose text holds a word.
fn minutes(route: &str, word: &str) -> Vec<f64> {
    let lines = route.lines().filter(|line| line.contains(word));
    lines.filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect()
}

fn route(arguments: &[&str]) -> TestResult<String> {
    let output = Command::new(TONGDA).arg("route").args(arguments).arg("--quiet").output()?;
    // 1 says that there is no way before the project.
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn a_train_from_jiangmen_to_enping_takes_its_buffer_its_wait_and_its_minutes() -> TestResult {
    // Between the stations; 8 + 12 + 9 + 15 minutes by way of 双水镇, 台山 and 开平南.
    let text = route(&["--mode", "walk+rail", "--from", "113.066,22.483", "--to", "112.3908,22.1882"])?;
    // 15 minutes for gates, and half of 40 minutes, which is the longest wait there is.
    assert_eq!(minutes(&text, "board and wait (train)"), [35.0], "{text}");
    assert_eq!(minutes(&text, "ride (train)"), [44.0], "{text}");
    assert_eq!(minutes(&text, "alight (train)"), [5.0], "{text}");
    // The train stops where the station is: the rest is on foot at its doors.
    let total = text.lines().find_map(|line| line.strip_prefix("as it is: ")?.split_whitespace().next()?.parse::<f64>().ok());
    assert!(total.is_some_and(|total| (84.0..125.0).contains(&total)), "{text}");
    Ok(())
}

#[test]
fn the_boats_of_today_take_whom_the_planned_ferry_takes_with_the_car() -> TestResult {
    // 12 sailings in 16 hours are 80 minutes apart: half of it is more than the longest wait of 20.
    for (to, crossing) in [("112.771,21.726", 35.0), ("112.61,21.685", 40.0)] {
        let text = route(&["--mode", "walk+rail", "--from", "112.679,21.852", "--to", to])?;
        assert_eq!(minutes(&text, "board and wait (ferry)"), [30.0], "{text}");
        assert_eq!(minutes(&text, "ride (ferry)"), [crossing], "{text}");
        assert_eq!(minutes(&text, "alight (ferry)"), [5.0], "{text}");
    }
    Ok(())
}

#[test]
fn a_ferry_to_shangchuan_takes_its_queue_its_wait_and_its_crossing() -> TestResult {
    // 6 sailings in 16 hours are 160 minutes apart: half of it is more than the longest wait of 20.
    let ends = ["--mode", "car", "--from", "112.679,21.852", "--to", "112.771,21.726"];
    let text = route(&[&ends[..], &["--with", "chuandao-ferries"]].concat())?;
    assert!(text.contains("before chuandao-ferries: no way"), "{text}");
    assert_eq!(minutes(&text, "board and wait (ferry)"), [35.0], "{text}");
    assert_eq!(minutes(&text, "ride (ferry)"), [60.0], "{text}");
    assert!(text.contains("上川三洲港"), "{text}");
    assert_eq!(minutes(&text, "alight (ferry)"), [5.0], "{text}");
    Ok(())
}

/// A feed of three stops 1 and 3 km apart with these trips and frequencies.
fn feed(calls: &str, frequencies: &str) -> TestResult<Vec<u8>> {
    feed_with(&[("stop_times.txt", calls), ("frequencies.txt", frequencies)])
}

/// The same with other tables in place of its own; an empty one is left out.
fn feed_with(others: &[(&str, &str)]) -> TestResult<Vec<u8>> {
    let files = [
        ("agency.txt", "agency_id,agency_name,agency_url,agency_timezone\n1,A,http://a.test,Asia/Shanghai\n"),
        ("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\na,A,22.0,112.0\nb,B,22.0,112.01\nc,C,22.0,112.04\n"),
        ("routes.txt", "route_id,agency_id,route_short_name,route_long_name,route_type\nR,1,R1,,3\n"),
        ("trips.txt", "route_id,service_id,trip_id\nR,week,t1\nR,week,t2\nR,week,t3\nR,sunday,t4\n"),
        (
            "calendar.txt",
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n\
             week,1,1,1,1,1,0,0,20260901,20260930\nsunday,0,0,0,0,0,0,1,20260901,20260930\n",
        ),
        // Nothing runs on the last Wednesday and Thursday of the month.
        ("calendar_dates.txt", "service_id,date,exception_type\nweek,20260930,2\nweek,20260924,2\n"),
        ("stop_times.txt", CALLS),
        ("frequencies.txt", ""),
        ("transfers.txt", ""),
    ];
    let files = files.map(|(name, text)| (name, others.iter().find(|(other, _)| *other == name).map_or(text, |(_, text)| *text)));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files.into_iter().filter(|(_, text)| !text.is_empty()) {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

const CALLS: &str = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
    t1,07:10:00,07:10:00,a,1\nt1,,,b,2\nt1,07:18:00,07:18:00,c,3\n\
    t2,07:40:00,07:40:00,a,1\nt2,,,b,2\nt2,07:50:00,07:50:00,c,3\n\
    t3,09:00:00,09:00:00,a,1\nt3,,,b,2\nt3,09:30:00,09:30:00,c,3\n\
    t4,08:00:00,08:00:00,a,1\nt4,,,b,2\nt4,08:01:00,08:01:00,c,3\n";

fn lines(bytes: &[u8], day: Option<&str>, window: &str) -> TestResult<(String, Vec<Line>)> {
    let timetable = read_gtfs(bytes, Path::new("feed.zip"), day, window.parse::<HourWindow>()?)?;
    let line = |change| if let Change::Line(line) = change { Some(line) } else { None };
    Ok((timetable.day, timetable.services.into_iter().filter_map(|service| line(service.change)).collect()))
}

#[test]
fn a_timetable_becomes_a_headway_and_mean_minutes() -> TestResult {
    let (day, lines) = lines(&feed(CALLS, "")?, None, "07:00-09:00")?;
    // The last Tuesday, Wednesday or Thursday on which as much runs as on any.
    assert_eq!(day, "2026-09-29");
    let [line] = lines.as_slice() else { return Err("one service was expected".into()) };
    assert!(line.oneway);
    // Two departures in two hours: an hour apart, half of it more than 20 minutes; and 2 to board.
    assert_eq!(line.board.minutes(), Some(22.0));
    // 8 and 10 minutes from end to end; the stop without times lies a quarter along.
    let minutes: Vec<f64> = line.stops.iter().filter_map(|stop| stop.minutes).collect();
    assert_eq!(minutes.len(), 2);
    assert!((minutes[0] - 9.0 / 4.0).abs() < 1e-6 && (minutes[1] - 27.0 / 4.0).abs() < 1e-6, "{minutes:?}");
    Ok(())
}

#[test]
fn frequencies_of_a_timetable_count_where_they_meet_the_window() -> TestResult {
    // Every 10 minutes until 08:00, then every 5: 6 and 12 departures in the window.
    let frequencies = "trip_id,start_time,end_time,headway_secs\nt1,05:00:00,08:00:00,600\nt1,08:00:00,10:00:00,300\n\
        t2,10:00:00,11:00:00,600\nt3,10:00:00,11:00:00,600\n";
    let (_, lines) = lines(&feed(CALLS, frequencies)?, Some("2026-09-09"), "07:00-09:00")?;
    let [line] = lines.as_slice() else { return Err("one service was expected".into()) };
    let wait = 120.0 / 18.0 / 2.0;
    assert!(line.board.minutes().is_some_and(|board| (board - 2.0 - wait).abs() < 1e-3), "{:?}", line.board);
    Ok(())
}

#[test]
fn days_by_exception_trips_past_midnight_and_loops_are_read() -> TestResult {
    let dates = ("calendar_dates.txt", "service_id,date,exception_type\nweek,20260909,1\nweek,20260910,1\n");
    // Nothing but exceptions; the last trip of the day leaves after midnight and comes back to where it began.
    let calls = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
        t1,24:10:00,24:10:00,a,1\nt1,24:15:00,24:16:00,b,2\nt1,24:20:00,24:21:00,c,3\nt1,24:40:00,24:40:00,a,4\n";
    let bytes = feed_with(&[("calendar.txt", ""), dates, ("stop_times.txt", calls)])?;
    let (day, night) = lines(&bytes, None, "24:00-25:00")?;
    assert_eq!(day, "2026-09-10");
    let [line] = night.as_slice() else { return Err("one service was expected".into()) };
    let minutes: Vec<f64> = line.stops.iter().filter_map(|stop| stop.minutes).collect();
    // Arrival to arrival, so that the stay counts.
    assert_eq!((line.stops.len(), minutes), (4, vec![5.0, 5.0, 20.0]));
    assert!(lines(&bytes, None, "07:00-09:00").is_err());
    Ok(())
}

#[test]
fn trips_of_the_days_beside_count_where_they_run_in_the_window() -> TestResult {
    // Line R sets out at 24:30 of each weekday and at 00:45: in the first hour of a Wednesday there are two departures,
    // one of Tuesday's service; in the first of a Saturday one, of Friday's.
    let calls = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
        t1,24:30:00,24:30:00,a,1\nt1,24:40:00,24:40:00,c,2\nt2,00:45:00,00:45:00,a,1\nt2,00:55:00,00:55:00,c,2\n";
    let bytes = feed_with(&[("stop_times.txt", calls)])?;
    let wait = |day: &str, window: &str| -> TestResult<Option<f64>> {
        let (_, found) = lines(&bytes, Some(day), window)?;
        Ok(found.first().and_then(|line| line.board.minutes()))
    };
    // 2 minutes to board, and half of 30 or at most 20.
    assert_eq!(wait("2026-09-09", "00:00-01:00")?, Some(17.0));
    assert_eq!(wait("2026-09-12", "00:00-01:00")?, Some(22.0));
    // The same hour told from the evening before.
    assert_eq!(wait("2026-09-08", "24:00-25:00")?, Some(17.0));
    assert_eq!(wait("2026-09-11", "24:00-25:00")?, Some(22.0));
    // Headways go past midnight too: every 10 minutes from 23:00 to 25:00 are 3 departures in half an hour of the next date.
    let frequencies = "trip_id,start_time,end_time,headway_secs\nt1,23:00:00,25:00:00,600\n";
    let night = feed_with(&[("stop_times.txt", calls), ("frequencies.txt", frequencies)])?;
    let (_, found) = lines(&night, Some("2026-09-12"), "00:00-00:30")?;
    assert_eq!(found.first().and_then(|line| line.board.minutes()), Some(2.0 + 5.0));
    Ok(())
}

#[test]
fn stops_without_a_position_are_passed_and_named() -> TestResult {
    let stops = "stop_id,stop_name,stop_lat,stop_lon,location_type\na,A,22.0,112.0,0\nb,B,,,3\nc,C,22.0,112.04,0\n";
    let calls = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n\
        t1,07:10:00,07:10:00,a,1\nt1,07:14:00,07:14:00,b,2\nt1,07:20:00,07:20:00,c,3\n";
    let bytes = feed_with(&[("stops.txt", stops), ("stop_times.txt", calls)])?;
    let (_, found) = lines(&bytes, None, "07:00-09:00")?;
    let [line] = found.as_slice() else { return Err("one service was expected".into()) };
    assert_eq!(line.stops.iter().filter_map(|stop| stop.minutes).collect::<Vec<f64>>(), [10.0]);
    let left_out = read_gtfs(&bytes, Path::new("feed.zip"), None, HourWindow::default())?.left_out;
    let [passed, empty] = left_out.as_slice() else { return Err(format!("{left_out:?}").into()) };
    assert_eq!((passed.what, passed.first.as_str()), ("calls of services at stops without a position", "b"));
    // Of the four trips of the feed three have no call in this table.
    assert_eq!((empty.count, empty.first.as_str()), (3, "t2"));
    Ok(())
}

#[test]
fn rows_that_refer_to_nothing_are_left_out_counted_and_named() -> TestResult {
    // The feed as it should be, with one row too many in each table.
    let trips = "route_id,service_id,trip_id\nR,week,t1\nR,week,t2\nR,week,t3\nR,sunday,t4\nQ,week,t5\nR,week,t6\nT,week,t7\n";
    let routes = "route_id,agency_id,route_short_name,route_long_name,route_type\nR,1,R1,,3\nT,1,T1,,1501\n";
    let more = "t1,07:20:00,07:20:00,nowhere,4\nt1,07:21:00,07:21:00,nowhere,5\nt9,07:20:00,07:20:00,a,1\n\
        t6,,,a,1\nt6,07:30:00,07:30:00,b,2\nt6,07:25:00,07:25:00,c,3\nt6,,,a,4\n\
        t7,07:20:00,07:20:00,a,1\nt7,07:30:00,07:30:00,c,2\n";
    let frequencies = "trip_id,start_time,end_time,headway_secs\nt8,06:00:00,08:00:00,600\nt3,06:00:00,08:00:00,0\n";
    let tables = [
        ("trips.txt", trips),
        ("routes.txt", routes),
        ("stop_times.txt", &format!("{CALLS}{more}")),
        ("frequencies.txt", frequencies),
        // Nothing that services are not made from refuses a feed.
        ("agency.txt", "agency_id\n1\n"),
        ("transfers.txt", "from_stop_id,to_stop_id,transfer_type\na,nowhere,2\n"),
    ];
    let timetable = read_gtfs(&feed_with(&tables)?, Path::new("feed.zip"), None, HourWindow::default())?;
    let told: Vec<(&str, usize, &str)> = timetable.left_out.iter().map(|one| (one.what, one.count, one.first.as_str())).collect();
    assert_eq!(
        told,
        [
            ("calls at stops that stops.txt lacks", 2, "nowhere"),
            ("calls before the first or after the last time of their trip", 2, "a of t6"),
            ("calls of trips that trips.txt lacks", 1, "t9"),
            ("frequencies of trips that trips.txt lacks", 1, "t8"),
            ("frequencies without a headway or without hours", 1, "t3"),
            ("services of a route_type that is no kind of line", 1, "T"),
            ("times before that of the call they follow (taken as 20 s after it)", 1, "t6"),
            ("trips of routes that routes.txt lacks", 1, "t5 of Q"),
        ]
    );
    // What is left of the calls is the service of the feed without them, and that of t6 from b to c.
    let (_, whole) = lines(&feed(CALLS, "")?, None, "07:00-09:00")?;
    let line = |change: &Change| if let Change::Line(line) = change { Some(line.clone()) } else { None };
    let found: Vec<Line> = timetable.services.iter().filter_map(|service| line(&service.change)).collect();
    assert_eq!(found.len(), 2);
    let calls = |line: &Line| line.stops.iter().map(|stop| (stop.label.clone(), stop.minutes)).collect::<Vec<_>>();
    assert_eq!((calls(&found[0]), found[0].board), (calls(&whole[0]), whole[0].board));
    assert_eq!(found[1].stops[1].minutes, Some(20.0 / 60.0));
    Ok(())
}

#[test]
fn a_feed_that_cannot_be_used_says_why() -> TestResult {
    let whole = feed(CALLS, "")?;
    let message = |bytes: &[u8], day, window| lines(bytes, day, window).map_or_else(|error| error.to_string(), |_| String::new());
    assert!(message(&whole, Some("2026-09-30"), "07:00-09:00").contains("nothing runs on 2026-09-30"));
    assert!(message(&whole, Some("yesterday"), "07:00-09:00").contains("no date"));
    assert!(message(&whole, None, "20:00-21:00").contains("nothing runs"));
    assert!(message(&whole, None, "9-7").contains("no window of hours"));
    for length in (0..whole.len()).step_by(97) {
        assert!(message(&whole[..length], None, "07:00-09:00").contains("feed.zip"), "cut off after {length} bytes");
    }
    Ok(())
}

#[test]
fn the_metro_of_sao_paulo_rides_by_its_timetable() -> TestResult {
    let Some(folder) = data_folder("TONGDA_PBF_DIR") else { return Ok(()) };
    let (pbf, gtfs) = (folder.join("sao-paulo.osm.pbf").canonicalize()?, folder.join("../sao-paulo-gtfs.zip").canonicalize()?);
    let city = tempfile::tempdir()?;
    let made = city.path().join("city");
    let new = Command::new(TONGDA).arg("new").arg(&made).arg("--osm").arg(&pbf).output()?;
    assert!(new.status.success(), "{}", String::from_utf8_lossy(&new.stderr));
    std::fs::copy(gtfs, made.join("feed.zip"))?;
    let study = std::fs::read_to_string(made.join("study.toml"))?;
    std::fs::write(made.join("study.toml"), study.replace("[network]", "[network]\ngtfs = [\"feed.zip\"]"))?;
    // Line 3 from Santa Cecília to Brás: 5 stops of 190 s, every 2 minutes; 2 to board and 1 to alight.
    let made = made.to_string_lossy().into_owned();
    let text = route(&[&made, "--mode", "walk+rail", "--from=-46.649009,-23.538095", "--to=-46.616127,-23.547751"])?;
    assert_eq!(minutes(&text, "board and wait (train)"), [3.0], "{text}");
    assert_eq!(minutes(&text, "ride (train) METRÔ L3 to Brás, 5 stops"), [15.8], "{text}");
    assert_eq!(minutes(&text, "alight (train)"), [1.0], "{text}");
    Ok(())
}

#[test]
fn a_rail_relation_rides_along_its_tracks() -> TestResult {
    let stop = |id, lon, name| Item::Node(id, lon, 47.0, tags(&[("railway", "stop"), ("name", name)]));
    let track = |id, nodes| Item::Way(id, nodes, tags(&[("railway", "rail"), ("maxspeed", "100")]));
    let relation = |id, more: &[(&'static str, &str)], members| {
        Item::Relation(id, members, tags(&[&[("type", "route"), ("route", "train")][..], more].concat()))
    };
    let members = || vec![('n', 1, "stop"), ('n', 3, "stop"), ('w', 11, ""), ('w', 10, "")];
    let items = [
        stop(1, 9.0, "A"),
        Item::Node(2, 9.05, 47.03, Vec::new()),
        stop(3, 9.1, "B"),
        // The tracks come in another order of nodes than the train takes.
        track(10, vec![2, 3]),
        track(11, vec![2, 1]),
        relation(20, &[("name", "S1"), ("interval", "00:30")], members()),
        relation(21, &[("duration", "00:12")], members()),
        relation(22, &[], vec![('n', 1, "stop"), ('n', 99, "stop")]),
    ];
    let source = Source::Memory("rail.osm.pbf".into(), to_pbf(&items, 4).into());
    let extract = read_extract(&[source], &Silent)?;
    let found = rail_routes(&extract);
    assert_eq!((found.services.len(), found.assumed_headways, found.assumed_speeds, found.without_stops), (2, 1, 0, 1));
    let line = |index: usize| match &found.services[index].change {
        Change::Line(line) => Ok(line),
        _ => Err("a line was expected"),
    };
    let (stated, timed) = (line(0)?, line(1)?);
    assert_eq!(stated.course.first(), stated.stops.first().map(|stop| &stop.position));
    assert_eq!(stated.course.last(), stated.stops.last().map(|stop| &stop.position));
    // 5 minutes to board and half of 30; four fifths of 100 km/h.
    assert_eq!(stated.board.minutes(), Some(20.0));
    assert!(stated.speed.is_some_and(|speed| (speed.get() - 80.0).abs() < 1e-6));
    assert_eq!(timed.stops[1].minutes, Some(12.0));
    assert_eq!(stated.stops[1].name, "B");
    Ok(())
}
