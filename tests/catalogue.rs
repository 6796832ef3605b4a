//! The catalogue of the embedded study: every object of the plan is there, whole, and measured or refused with a reason.

mod common;

use std::path::Path;
use std::process::Command;

use common::TestResult;
use tongda::scenario::{Catalogue, Project};

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
        let output = Command::new(env!("CARGO_BIN_EXE_tongda")).args(["check", "--quiet", "--mode", mode]).output()?;
        let (table, told) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
        assert_eq!(output.status.code(), Some(0), "{mode}: {told}");
        for id in OBJECTS {
            let rows = table.lines().filter(|line| line.split_whitespace().next() == Some(id));
            assert_eq!(rows.filter(|line| line.chars().count() <= 100).count(), 1, "{mode}: {id} in\n{table}");
        }
    }
    Ok(())
}
