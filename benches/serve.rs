//! How long the live map's API takes while users drag a point of a road.
//!
//! `cargo bench --bench serve` asks `tongda serve` on loopback as one user and as 50 at once, each with 40 moves,
//! asking as the page does and 100 ms after the answer to the one before; `-- STUDY` takes another study than the embedded one. Every answer
//! must be there and must be that of the same drawing asked alone.

#![allow(clippy::print_stdout, reason = "the table goes to whoever runs it")]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tongda_fixtures::TestResult;
use tongda_fixtures::http::Server;

const USERS: usize = 50;
const MOVES: usize = 40;
const PAUSE: Duration = Duration::from_millis(100);

/// A road between two places whose middle point is moved.
fn drawing([from, to]: [[f64; 2]; 2], step: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let off = step as f64 * 0.002;
    let middle = [f64::midpoint(from[0], to[0]) + off, f64::midpoint(from[1], to[1]) - off];
    let link = json!({"kind": "link", "id": "drawn", "class": "primary", "speed_kmh": 80, "reach_m": 5000});
    let line = json!({"type": "LineString", "coordinates": [from, middle, to]});
    json!({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": link, "geometry": line}]}).to_string()
}

/// The cell with the most residents, and the one with the most that is some 10 km off.
fn ends(cells: &Value) -> TestResult<[[f64; 2]; 2]> {
    let column = |name: &str| -> Vec<f64> { cells[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect() };
    let (lon, lat, residents) = (column("lon"), column("lat"), column("residents"));
    let mut order: Vec<usize> = (0..residents.len()).collect();
    order.sort_by(|&a, &b| residents[b].total_cmp(&residents[a]));
    let position = |cell: usize| [lon[cell], lat[cell]];
    let first = position(*order.first().ok_or("no cells")?);
    let apart = |cell: usize| (lon[cell] - first[0]).hypot(lat[cell] - first[1]) > 0.1;
    let second = order.into_iter().find(|&cell| apart(cell)).ok_or("no cell far from the first")?;
    Ok([first, position(second)])
}

/// What an answer says of every service.
fn numbers(answer: &[u8]) -> TestResult<String> {
    let answer: Value = serde_json::from_slice(answer)?;
    Ok(blake3::hash(answer["services"].to_string().as_bytes()).to_hex().to_string())
}

/// Milliseconds of every move of one user, in order.
fn drag(server: &Server, user: usize, ends: [[f64; 2]; 2], expected: &[String]) -> Result<Vec<f64>, String> {
    let name = format!("user-{user}");
    let headers = [("X-Tongda-Client", name.as_str())];
    let mut times = Vec::with_capacity(MOVES);
    for number in 0..MOVES {
        let step = (user * 7 + number) % MOVES;
        let start = Instant::now();
        let reply = server.ask("POST", "/api/compare?short=true", &headers, drawing(ends, step).as_bytes());
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        let reply = reply.map_err(|cause| cause.to_string())?;
        let answered = numbers(&reply.body).map_err(|cause| cause.to_string())?;
        if reply.status != 200 || answered != expected[step] {
            return Err(format!("user {user}, move {number}: status {}", reply.status));
        }
        std::thread::sleep(PAUSE);
    }
    Ok(times)
}

fn main() -> TestResult {
    let study = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let server = Server::start(env!("CARGO_BIN_EXE_tongda"), &study.as_deref().into_iter().collect::<Vec<_>>())?;
    let cells = server.get("/api/cells")?.json()?;
    let ends = ends(&cells)?;
    let mut expected = Vec::with_capacity(MOVES);
    for step in 0..MOVES {
        let reply = server.post("/api/compare?short=true", drawing(ends, step).as_bytes())?;
        if reply.status != 200 {
            return Err(reply.text().into());
        }
        expected.push(numbers(&reply.body)?);
    }
    let count = cells["id"].as_array().map_or(0, Vec::len);
    println!("{count} cells; milliseconds from request to whole answer, loopback, a new connection each");
    println!("users  answers  median  95 %  99 %  answers/s");
    for users in [1, USERS] {
        let start = Instant::now();
        let answers: Result<Vec<Vec<f64>>, String> = std::thread::scope(|scope| {
            let (server, expected) = (&server, &expected);
            let threads: Vec<_> = (0..users).map(|user| scope.spawn(move || drag(server, user, ends, expected))).collect();
            threads.into_iter().map(|thread| thread.join().map_err(|_| "a user panicked".to_owned())?).collect()
        });
        let seconds = start.elapsed().as_secs_f64();
        let mut times: Vec<f64> = answers?.into_iter().flatten().collect();
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let rate = times.len() as f64 / seconds;
        println!("{users:>5}  {:>7}  {:>6.1}  {:>4.0}  {:>4.0}  {rate:>9.0}", times.len(), at(50), at(95), at(99));
    }
    Ok(())
}
