//! Locale files against each other and against the source code that uses them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{CHINESE, ENGLISH, Locale, fill};
use crate::language::Language;

/// Texts by `section.name`.
fn texts(file: &str) -> BTreeMap<String, String> {
    let locale: Locale = toml::from_str(file).unwrap_or_else(|cause| unreachable!("{cause}"));
    let of_section = |(section, texts): (String, BTreeMap<String, String>)| {
        texts.into_iter().map(move |(name, text)| (format!("{section}.{name}"), text)).collect::<Vec<_>>()
    };
    locale.into_iter().flat_map(of_section).collect()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn is_chinese(letter: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&letter) || ('\u{ff00}'..='\u{ffef}').contains(&letter)
}

#[test]
fn both_files_have_the_same_keys_and_placeholders() {
    let (english, chinese) = (texts(ENGLISH), texts(CHINESE));
    assert_eq!(english.keys().collect::<Vec<_>>(), chinese.keys().collect::<Vec<_>>());
    for (key, text) in &english {
        assert_eq!(placeholders(text), placeholders(&chinese[key]), "{key}");
    }
}

#[test]
fn each_file_is_in_its_language_and_plain_text() {
    for (key, text) in texts(ENGLISH).into_iter().chain(texts(CHINESE)) {
        assert!(!text.trim().is_empty(), "{key} is empty");
        assert!(!text.contains(['&', '"']) && !text.contains("</"), "{key} has HTML: {text}");
    }
    for (key, text) in texts(ENGLISH) {
        assert!(!text.chars().any(is_chinese), "{key}: {text}");
    }
    // Names of files, units and measures are Latin in Chinese too; a translation of words is not.
    let words = |text: &str| text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| word.len() > 3).count();
    for (key, text) in texts(CHINESE) {
        assert!(text.chars().any(is_chinese) || words(&text) == 0, "{key}: {text}");
    }
}

/// The source files that may use keys: those of this crate and of the command.
fn sources() -> Vec<(PathBuf, String)> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![own.join("src"), own.join("../../src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|cause| unreachable!("{}: {cause}", folder.display()));
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let is_locale = path.ends_with("locale") || path.ends_with("locale.rs");
            if path.is_dir() && !is_locale {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !is_locale {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                files.push((path, text));
            }
        }
    }
    files
}

/// The string literals of a text, with what follows each; comments and escapes do not matter to keys.
fn literals(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, from)) = rest.split_once('"') {
        let Some((literal, after)) = from.split_once('"') else { break };
        found.push((literal, after));
        rest = after;
    }
    found
}

#[test]
fn code_and_files_have_the_same_keys() {
    let english = texts(ENGLISH);
    let sections: BTreeSet<&str> = english.keys().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    let (mut used, mut open, mut unknown) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (path, text) in sources() {
        // Sections with words of open lists, such as the kinds of projects.
        open.extend(text.split(".term(\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        for call in [".text(\"", ".format(\""] {
            let keys = text.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            unknown.extend(keys.filter(|key| !english.contains_key(*key)).map(|key| format!("{}: {key}", path.display())));
        }
        // Keys also stand in lists and conditions.
        let keys = english.keys().filter(|key| text.contains(&format!("\"{key}\"")));
        used.extend(keys.cloned());
    }
    assert_eq!(unknown, Vec::<String>::new(), "keys that no file has");
    let unused: Vec<&String> = english
        .keys()
        .filter(|key| !used.contains(*key) && !key.split_once('.').is_some_and(|(section, _)| open.contains(section)))
        .collect();
    assert_eq!(unused, Vec::<&String>::new(), "keys that no code uses");
    assert!(open.iter().all(|section| sections.contains(section.as_str())), "{open:?}");
}

#[test]
fn every_placeholder_gets_its_value() {
    let english = texts(ENGLISH);
    for (path, text) in sources() {
        let line =
            text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace("[ (", "[(").replace("), ]", ")]");
        for call in line.split(".format(").skip(1) {
            let Some((key, arguments)) = call.strip_prefix('"').and_then(|rest| rest.split_once('"')) else { continue };
            let Some(template) = english.get(key) else { continue };
            // Longer lists of values have a name of their own.
            let Some(list) = arguments.trim_start_matches([',', ' ']).strip_prefix("&[(") else { continue };
            let list = list.split("])").next().unwrap_or_default();
            let given: BTreeSet<&str> = std::iter::once(list)
                .chain(list.split("), (").skip(1))
                .filter_map(|value| literals(value).first().map(|(name, _)| *name))
                .collect();
            assert_eq!(given, placeholders(template), "{}: {key}", path.display());
        }
    }
}

#[test]
fn placeholders_are_filled() {
    assert_eq!(fill("{a} of {b}, {a}", &[("a", &1), ("b", &"{a}")]), "1 of {a}, 1");
    assert_eq!(fill("{a} {c}{", &[("a", &1)]), "1 {c}{");
    assert_eq!(Language::Chinese.mode("car+rail"), "小汽车加铁路、轮渡和公交");
    assert_eq!(Language::English.mode("my-profile"), "my-profile");
    assert_eq!(Language::English.text("no.such_key"), "no.such_key");
}
