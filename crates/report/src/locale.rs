//! Words of reports, maps and tables by key, in each language.
//!
//! `locales/en.toml` and `locales/zh.toml` hold the same keys, `section.name`, and the same placeholders, `{name}`. They
//! are embedded and parsed once. They hold plain text: no HTML, no numbers that the program computes. The tests compare the
//! files with each other and with the keys that the code uses.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::OnceLock;

use crate::language::Language;

/// Texts by section and name.
type Locale = BTreeMap<String, BTreeMap<String, String>>;

const ENGLISH: &str = include_str!("../locales/en.toml");
const CHINESE: &str = include_str!("../locales/zh.toml");

impl Language {
    fn locale(self) -> &'static Locale {
        static ENGLISH_LOCALE: OnceLock<Locale> = OnceLock::new();
        static CHINESE_LOCALE: OnceLock<Locale> = OnceLock::new();
        let (locale, file) = match self {
            Self::English => (&ENGLISH_LOCALE, ENGLISH),
            Self::Chinese => (&CHINESE_LOCALE, CHINESE),
        };
        // The embedded files are valid: a test parses them.
        locale.get_or_init(|| toml::from_str(file).unwrap_or_default())
    }

    /// The text of a key, `section.name`. A key that is in no file stands for itself.
    #[must_use]
    pub fn text(self, key: &'static str) -> &'static str {
        key.split_once('.').and_then(|(section, name)| self.term(section, name)).unwrap_or(key)
    }

    /// The text of a key with its placeholders filled. Values are inserted as they are: escape them for HTML first.
    #[must_use]
    pub fn format(self, key: &'static str, values: &[(&str, &dyn Display)]) -> String {
        fill(self.text(key), values)
    }

    /// The text of a word of an open list, such as a certainty or the kind of a project; `None` for a word of the user's own.
    #[must_use]
    pub fn term(self, section: &str, word: &str) -> Option<&'static str> {
        self.locale().get(section)?.get(word).map(String::as_str)
    }
}

/// A text with each `{name}` replaced by its value; a placeholder without a value stays.
fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, from)) = rest.split_once('{') {
        text.push_str(before);
        let found = from.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(other, _)| *other == name)?;
            Some((value, after))
        });
        if let Some((value, after)) = found {
            text.push_str(&value.to_string());
            rest = after;
        } else {
            text.push('{');
            rest = from;
        }
    }
    text + rest
}
