//! The catalogue of the embedded study: every object of the plan is there, whole, and measured or refused with a reason.

use crate::TONGDA;
use std::path::Path;
use std::process::Command;

use tongda_fixtures::TestResult;
use tongda_network::scenario::{Catalogue, Project};

/// What the plan and its context name.
const OBJECTS: [&str; 57] = [
    "axis-kaiyang",
    "kaiyang-widening",
    "fokai-south-widening",
    "axis-taikai-express",
    "axis-entai-new-express",
    "axis-coastal-s32",
    "xintai-s49",
    "zhongkai",
    "kaichun",
    "gaoen",
    "guangtai-kaiping-taishan",
    "douen",
    "mingcheng-guanghai",
    "kaichun-coastal-connector",
    "huangmaohai",
    "hegang",
    "hzmb",
    "shenzhong",
    "shenzhong-jiangyang-corridor",
    "kaiping-raocheng",
    "g325-heshan-enping",
    "g240-niuwan-najin",
    "g240-najin-guanghaiwan",
    "chikan-tourism-avenue",
    "coastal-tourism-road",
    "rural-roads",
    "shenmao-jiangmao",
    "shenjiang-railway",
    "zhujiangzhao-hsr",
    "nanning-shenzhen-hsr",
    "jiangen-intercity",
    "zhudou-intercity",
    "hetai-intercity",
    "guangzhu-jiangmen-branch",
    "hub-taishan-station",
    "hub-kaipingnan-station",
    "hub-enping-station",
    "hub-taishan-coach",
    "hub-hengpo-coach",
    "hub-chikan-bus",
    "logistics-taichengbei",
    "logistics-guanghaiwan",
    "logistics-dahuai",
    "logistics-guanghaiwan-park",
    "port-guanghaiwan-50k",
    "port-guanghaiwan-breakwater",
    "lng-guanghaiwan",
    "port-duwan-breakwater",
    "waterway-nafu-zhenhaiwan",
    "waterway-xijiang",
    "chuandao-ferries",
    "airport-taishan-ga",
    "airport-enping-ga",
    "airport-prd-hub",
    "hub-jiangmen-station",
    "taikai-bus-integration",
    "guangzhan-hsr-context",
];

/// Names in the plan's boxes 5-1 (network), 5-2 (hubs) and 5-3 (roads for tourism and programmes).
const BOXES: [(&str, &[&str]); 3] = [
    (
        "5-1",
        &[
            "南宁",
            "江恩城际",
            "珠斗城际",
            "鹤台城际",
            "中开高速",
            "斗恩高速",
            "开春高速",
            "高恩高速",
            "广台高速",
            "开平绕城",
            "G325",
            "G240线牛湾",
            "那金至广海湾",
            "防波堤",
            "独湾",
            "那扶河",
            "黄茅海",
        ],
    ),
    (
        "5-2",
        &[
            "台山铁路站",
            "恩平铁路站",
            "开平铁路站",
            "台山汽车客运站",
            "横坡客运站",
            "台城北",
            "零担货运",
            "大槐物流",
            "5万吨级码头",
            "车渡船",
            "赤坎公交枢纽",
        ],
    ),
    ("5-3", &["滨海旅游公路", "赤坎大道", "通用机场"]),
];

fn catalogue() -> TestResult<Catalogue> {
    let path = Path::new("networks/jiangmen-west/projects.toml");
    Ok(Catalogue::from_toml(&std::fs::read_to_string(path)?, path).map_err(|problems| problems.to_string())?)
}

#[test]
fn every_object_has_an_entry_and_none_is_dropped() -> TestResult {
    let ids: Vec<String> = catalogue()?.projects.into_iter().map(|project| project.id).collect();
    assert_eq!(ids, OBJECTS);
    Ok(())
}

#[test]
fn entries_quote_the_plan_and_name_their_sources() -> TestResult {
    let projects = catalogue()?.projects;
    let quoted = |project: &Project| !project.plan.is_empty() && project.plan.iter().all(|words| !words.quote.is_empty());
    assert_eq!(projects.iter().filter(|project| quoted(project)).count(), 54, "the plan's own words");
    for project in &projects {
        assert!(["certain", "approximate", "indicative"].contains(&project.certainty.as_str()), "{}", project.id);
        assert!(!project.name.is_empty() && !project.name_zh.is_empty() && !project.sources.is_empty(), "{}", project.id);
        let modelled = project.file.is_some() || project.found_by.is_some();
        assert!(modelled != project.not_modelled.as_ref().is_some_and(|reason| reason.len() > 20), "{}", project.id);
    }
    Ok(())
}

#[test]
fn a_reader_finds_every_name_of_the_boxes() -> TestResult {
    let projects = catalogue()?.projects;
    for (number, names) in BOXES {
        for name in names {
            assert!(projects.iter().any(|project| project.name_zh.contains(name)), "box {number}: {name}");
        }
    }
    Ok(())
}

#[test]
fn check_lists_all_of_them_in_every_mode() -> TestResult {
    for mode in ["car", "car+rail", "walk"] {
        let output = Command::new(TONGDA).args(["check", "--quiet", "--mode", mode]).output()?;
        let (table, told) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
        assert_eq!(output.status.code(), Some(0), "{mode}: {told}");
        for id in OBJECTS {
            let rows = table.lines().filter(|line| line.split_whitespace().next() == Some(id));
            assert_eq!(rows.filter(|line| line.chars().count() <= 100).count(), 1, "{mode}: {id} in\n{table}");
        }
    }
    Ok(())
}

/// `tongda check` on the study with another catalogue: exit code, standard output and standard error.
fn check_with(change: impl Fn(String) -> String) -> TestResult<(Option<i32>, String, String)> {
    let folder = tempfile::tempdir()?;
    let from = Path::new("networks/jiangmen-west");
    std::fs::create_dir(folder.path().join("projects"))?;
    for part in ["", "projects"] {
        for entry in std::fs::read_dir(from.join(part))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), folder.path().join(part).join(entry.file_name()))?;
            }
        }
    }
    let catalogue = folder.path().join("projects.toml");
    std::fs::write(&catalogue, change(std::fs::read_to_string(&catalogue)?))?;
    let output = Command::new(TONGDA).args(["check", "--quiet"]).arg(folder.path()).output()?;
    Ok((output.status.code(), String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?))
}

#[test]
fn contradictions_are_told_and_circles_refused() -> TestResult {
    let replace = |old: &'static str, new: &'static str| {
        move |text: String| {
            assert!(text.contains(old), "{old}");
            text.replacen(old, new, 1)
        }
    };
    // 黄茅海 opens in 2024 and needs 鹤港.
    let (code, told, _) = check_with(replace("opens = \"2024-12\"\n", "opens = \"2029\"\n"))?;
    let words = "warning: huangmaohai opens in 2024 and depends on hegang, which opens in 2029";
    assert!(code == Some(1) && told.contains(words), "{told}");
    let (code, told, _) = check_with(replace("opens = \"2024-12\"\n", ""))?;
    assert!(code == Some(1) && told.contains("depends on hegang, which has no date"), "{told}");
    assert!(told.contains("hegang is open and has no date, so no dated network has it"), "{told}");
    let (code, told, _) = check_with(replace("depends_on = [\"hegang\"]", "depends_on = [\"waterway-xijiang\"]"))?;
    assert!(code == Some(1) && told.contains("depends on waterway-xijiang, which is not modelled"), "{told}");
    let circle = |text: String| text.replacen("depends_on = [\"zhongkai\"]", "depends_on = [\"chikan-tourism-avenue\"]", 3);
    let (code, _, told) = check_with(circle)?;
    assert!(code == Some(2) && told.contains("it depends on itself by way of others"), "{told}");
    Ok(())
}

#[test]
fn check_counts_services_by_their_source_and_networks_by_their_projects() -> TestResult {
    let (code, told, _) = check_with(|text| text)?;
    assert_eq!(code, Some(0), "{told}");
    // The skeleton has nine stations and no library.
    assert!(told.lines().any(|line| line.starts_with("service library: 3 (0 from the extract, 3 from tables")), "{told}");
    assert!(told.lines().any(|line| line.starts_with("service rail_station: 9 (9 from the extract, 0 from tables")), "{told}");
    let count = |year: i32| -> Option<usize> {
        let line = told.lines().find_map(|line| line.strip_prefix(&format!("network of {year}: ")))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let counts: Vec<usize> = [2019, 2021, 2024, 2026, 2030, 2035].into_iter().filter_map(count).collect();
    assert!(counts.len() == 6 && counts.windows(2).all(|pair| pair[0] < pair[1]), "{counts:?}");
    Ok(())
}
