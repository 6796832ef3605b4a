//! The answer in words: what the programme brings, which projects first, and the curve of the gain.

use std::fmt::Write;

use super::ProgrammePage;
use crate::report::html::{escaped, grouped, people, table};
use crate::report::language::Language;
use crate::report::section::Section;
use tongda_analysis::appraisal::programme::{Order, Value};

/// How many steps of the order are listed.
const LISTED: usize = 12;

/// What was asked, the gain, and the first three.
pub(super) fn head(page: &ProgrammePage<'_>) -> String {
    let (game, language) = (page.result.game, page.language);
    let (gain, none) = (game.gain(), game.value(0));
    let figure = |value: String, text: &str| format!("<div><b>{value}</b><span>{}</span></div>", escaped(text));
    let residents = page.study.cells.residents().max(1.0);
    let mut figures = figure(
        format!("+{}", grouped(gain)),
        &format!("{}{}", page.unit(), language.pick(" gained by all projects together", "：全部项目共同新增")),
    );
    if game.question.value == Value::Residents {
        let shares = [none, none + gain].map(|value| format!("{:.1} %", value / residents * 100.0));
        figures += &figure(
            shares.join(" → "),
            language.pick("of residents covered, with none and with all", "居民覆盖率：无项目 → 全部项目"),
        );
    }
    let share = |of: f64| if gain.abs() > 0.0 { of / gain * 100.0 } else { 0.0 };
    if let Some((set, best)) = page.best_sets.last() {
        let text = match language {
            Language::English => format!("of the gain comes with the best {}", set.count_ones()),
            Language::Chinese => format!("的效益来自最优的 {} 个项目", set.count_ones()),
        };
        figures += &figure(format!("{:.0} %", share(*best)), &text);
    }
    format!("<p class=\"lead\">{}</p><div class=\"figures\">{figures}</div>{}", lead(page), sets(page))
}

fn lead(page: &ProgrammePage<'_>) -> String {
    let (study, language, question) = (page.study, page.language, page.result.game.question);
    let services = question.service.map_or_else(
        || language.pick("all services of the circle", "生活圈全部服务").to_owned(),
        |one| language.name(&study.services[one].name, &study.services[one].name_zh).to_owned(),
    );
    let (count, date) = (page.result.game.programme.players.len(), study.network_date());
    let mode = language.mode(&study.mode());
    let counted = match (question.value, language) {
        (Value::Residents, Language::English) => format!("residents within {} minutes of {services}", question.headline_min),
        (Value::Residents, Language::Chinese) => format!("{} 分钟内可达{services}的居民数", question.headline_min),
        (Value::PersonMinutes(cap), Language::English) => {
            format!("minutes by which residents are nearer than {cap} minutes to {services}, once a resident")
        }
        (Value::PersonMinutes(cap), Language::Chinese) => format!("居民到{services}的时间低于 {cap} 分钟的节省量（每人计一次）"),
    };
    let text = match language {
        Language::English => format!("{count} projects. Counted: {counted}. Mode: {mode}. Network: {date}."),
        Language::Chinese => format!("共 {count} 个项目。指标：{counted}。方式：{mode}。路网时点：{date}。"),
    };
    escaped(&text)
}

/// The best three one after the other, each with for whom, and the best two and one beside them.
fn sets(page: &ProgrammePage<'_>) -> String {
    let language = page.language;
    if page.first.is_empty() {
        return format!(
            "<p>{}</p>",
            language.pick("No project of the programme changes what is counted.", "项目群中没有改变该指标的项目。")
        );
    }
    let mut rows = String::new();
    for (number, one) in (1..).zip(page.first) {
        let player = &page.result.game.programme.players[one.player];
        let places = one.places.iter().filter(|(.., gain)| *gain >= 0.5);
        let named = places.clone().take(6).map(|(county, township, gain)| {
            format!("{} {}", page.position(if township.is_empty() { county } else { township }), grouped(*gain))
        });
        let listed: Vec<String> = named.filter(|name| !name.starts_with(' ')).collect();
        let more = places.count().saturating_sub(6);
        let more = match language {
            _ if more == 0 => String::new(),
            Language::English => format!(" and {more} more"),
            Language::Chinese => format!("等 {} 处", more + 6),
        };
        let _ = write!(
            rows,
            "<li><b>{number}. {}</b> · +{} {} · {:.1} km<small>{}{}{more}</small></li>",
            escaped(page.name(one.player)),
            grouped(one.adds),
            page.unit(),
            player.km,
            language.pick("for ", "惠及："),
            escaped(&listed.join(language.pick(", ", "、")))
        );
    }
    let fewer = page.best_sets.iter().rev().skip(1).map(|(set, gain)| {
        let names: Vec<&str> = (0..64).filter(|player| set >> player & 1 == 1).map(|player| page.name(player)).collect();
        let (names, gain) = (names.join(language.pick(" and ", "、")), grouped(*gain));
        match language {
            Language::English => format!("With {} only: {names} (+{gain}).", set.count_ones()),
            Language::Chinese => format!("若只建 {} 个：{names}（+{gain}）。", set.count_ones()),
        }
    });
    let fewer: Vec<String> = fewer.collect();
    let (title, lead) = match language {
        Language::English => (
            "Which first, and for whom",
            format!(
                "Of all sets of {} projects that can be built these bring most together, +{} {}, whatever their length; each is told \
with what it adds to those before it and for whom. The order below weighs length or cost as well.",
                page.first.len(),
                grouped(page.first.iter().map(|one| one.adds).sum()),
                page.unit()
            ),
        ),
        Language::Chinese => (
            "先建哪些，惠及何处",
            format!(
                "在所有可行的 {} 项目组合中，以下组合共同效益最大（+{} {}，不计里程）；逐项列出在前项基础上的新增效益及受益镇街。\
下文建设次序另计里程或投资。",
                page.first.len(),
                grouped(page.first.iter().map(|one| one.adds).sum()),
                page.unit()
            ),
        ),
    };
    format!(
        "<h2>{title}</h2><p class=\"lead\">{lead}</p><ul class=\"first\">{rows}</ul><p class=\"fine\">{}</p>",
        escaped(&fewer.join(" "))
    )
}

/// The best order as a list, and the curves of both.
pub(super) fn order(page: &ProgrammePage<'_>) -> Option<Section> {
    let (result, language) = (page.result, page.language);
    let gain = result.game.gain();
    if gain.abs() <= 0.0 {
        return None;
    }
    let size = if result.costs.is_some() { language.pick("cost", "投资") } else { "km" };
    let mut columns = vec![language.pick("*project", "*项目"), size, language.pick("built so far", "累计")];
    columns.extend(result.budget.map(|_| language.pick("year", "年次")));
    columns.extend([language.pick("adds", "新增"), language.pick("gain so far", "累计效益"), "%"]);
    let (mut rows, mut before) = (String::new(), 0.0);
    for (number, step) in (1..).zip(result.plan.best.steps.iter().take(LISTED)) {
        let year = result.year(step.built).map(|year| format!("<td>{year:.0}</td>")).unwrap_or_default();
        let _ = write!(
            rows,
            "<tr><td class=\"text\">{number}. {}{}</td><td>{:.1}</td><td>{:.1}</td>{year}{}{}<td>{:.0}</td></tr>",
            escaped(page.name(step.player)),
            needed(page, step.player, step.gain - before),
            step.size,
            step.built,
            people(step.gain - before),
            people(step.gain),
            step.gain / gain * 100.0
        );
        before = step.gain;
    }
    let proof = if result.plan.proved {
        language.pick(
            "The best of all possible orders: the greatest sum of the gain over what is built (Held and Karp 1962). ",
            "在全部可行次序中最优：累计效益对建设量的积分最大（Held–Karp 动态规划）。",
        )
    } else {
        language.pick(
            "The best order that was found, from the greedy one by moving projects; it is not proved to be the best. ",
            "由贪心次序经局部搜索得到，未证明最优。",
        )
    };
    let ratio = if result.plan.best.area > 0.0 { result.plan.greedy.area / result.plan.best.area * 100.0 } else { 100.0 };
    let greedy = match language {
        Language::English => format!("The greedy order (always next what brings most for its size) reaches {ratio:.1} % of it."),
        Language::Chinese => format!("贪心次序（每次选单位规模效益最大者）达到其 {ratio:.1} %。"),
    };
    let body = format!(
        "<div class=\"two\">{}<figure>{}<figcaption>{proof}{greedy}</figcaption></figure></div>",
        table(&columns, &rows),
        curve(page, size)
    );
    Section::new("order", language.pick("In what order to build", "建设次序"), body)
}

/// Why a project that brings nothing when its turn comes has one: another needs it.
fn needed(page: &ProgrammePage<'_>, player: usize, adds: f64) -> String {
    let needing = page.result.game.programme.needing(player);
    let names: Vec<&str> = (0..64).filter(|other| needing >> other & 1 == 1).map(|other| page.name(other)).collect();
    if adds.abs() >= 0.5 || names.is_empty() {
        return String::new();
    }
    let (before, after) = (page.language.pick("needed by ", "为其前提："), names.join(page.language.pick(", ", "、")));
    format!("<small> {before}{}</small>", escaped(&after))
}

/// Gain over size for both orders: a step where a project ends.
fn curve(page: &ProgrammePage<'_>, size: &str) -> String {
    let (plan, language, gain) = (page.result.plan, page.language, page.result.game.gain());
    let all = plan.best.steps.iter().map(|step| step.size).sum::<f64>().max(1e-9);
    let path = |order: &Order| {
        let mut path = String::from("M40 210");
        for step in &order.steps {
            let (x, y) = (40.0 + step.built / all * 400.0, 210.0 - step.gain / gain * 200.0);
            let _ = write!(path, "H{x:.1}V{y:.1}");
        }
        path
    };
    format!(
        "<svg class=\"curves\" viewBox=\"0 0 450 250\" role=\"img\"><path class=\"grid\" d=\"M40 10V210H440M40 110H440M40 10H440\"/>\
        <text x=\"36\" y=\"14\" text-anchor=\"end\">100 %</text><text x=\"36\" y=\"114\" text-anchor=\"end\">50</text><text x=\"36\" y=\"213\" text-anchor=\"end\">0</text>\
        <text x=\"440\" y=\"224\" text-anchor=\"end\">{all:.0} {size}</text>\
        <path class=\"curve-before\" d=\"{}\"/><path class=\"curve-after\" d=\"{}\"/>\
        <path d=\"M60 238h24\" class=\"curve-before\"/><text x=\"90\" y=\"242\">{}</text><path d=\"M200 238h24\" class=\"curve-after\"/><text x=\"230\" y=\"242\">{}</text></svg>",
        path(&plan.greedy),
        path(&plan.best),
        language.pick("greedy", "贪心"),
        language.pick("best", "最优")
    )
}
