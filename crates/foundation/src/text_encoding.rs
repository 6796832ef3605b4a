//! Text encoding detection: the probable encoding or file type of bytes that should be UTF-8 text, for error messages.
//!
//! The rules are those of files that transport planners in China send: GBK from Excel first, and also where the bytes
//! happen to be valid UTF-8, which general detectors take for UTF-8. Text is never converted.

/// The probable encoding or file type of bytes that are not UTF-8 text; `None` for UTF-8 text.
#[must_use]
pub fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some("a .zip or .xlsx file");
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Some("an .xls file");
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Some("UTF-16");
    }
    let zeros: usize = bytes.iter().map(|&byte| usize::from(byte == 0)).sum();
    if zeros > 0 {
        // In UTF-16 without a mark, every other byte of Latin letters is zero.
        return Some(if zeros * 3 >= bytes.len() { "UTF-16" } else { "no text" });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => is_gbk_despite_valid_utf8(text).then_some(GBK),
        Err(_) => Some(if is_gbk(bytes) { GBK } else { "Latin-1 or another" }),
    }
}

const GBK: &str = "GBK, as Excel in Chinese writes it";

/// Whether every byte above ASCII is one of a pair of the Chinese national standard.
fn is_gbk(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter();
    while let Some(&byte) = rest.next() {
        let pair =
            byte.is_ascii() || ((0x81..=0xFE).contains(&byte) && rest.next().is_some_and(|next| (0x40..=0xFE).contains(next)));
        if !pair {
            return false;
        }
    }
    true
}

/// Whether text is probably GBK although its bytes are valid UTF-8: 台山 in GBK has the bytes of a combining accent and a
/// letter of the phonetic alphabet. In such text every letter above ASCII has two bytes that are a character of GB 2312
/// too, and most words above ASCII mix scripts or begin with an accent, as in no language.
fn is_gbk_despite_valid_utf8(text: &str) -> bool {
    let (mut words, mut improbable_words, mut is_improbable) = (0, 0, false);
    let mut before = Script::Ascii;
    for letter in text.chars() {
        let script = Script::of(letter);
        let mut bytes = [0; 4];
        match *letter.encode_utf8(&mut bytes).as_bytes() {
            [_] => {}
            [0xC2..=0xD7, 0xA1..=0xBF] if script != Script::Other => {}
            _ => return false,
        }
        if script != Script::Ascii {
            if before == Script::Ascii {
                words += 1;
                is_improbable = false;
            }
            if !is_improbable && !script.follows(before) {
                is_improbable = true;
                improbable_words += 1;
            }
        }
        // An accent belongs to the script before it.
        before = if script == Script::Accent && before != Script::Ascii { before } else { script };
        if letter.is_ascii_alphabetic() {
            before = Script::Latin;
        }
    }
    improbable_words > 0 && improbable_words * 2 >= words
}

/// Scripts whose letters have two bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Ascii,
    Sign,
    Latin,
    Phonetic,
    Accent,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Other,
}

impl Script {
    fn of(letter: char) -> Self {
        match letter {
            '\0'..='\u{7F}' => Self::Ascii,
            '\u{80}'..='\u{BF}' => Self::Sign,
            '\u{C0}'..='\u{24F}' => Self::Latin,
            '\u{250}'..='\u{2FF}' => Self::Phonetic,
            '\u{300}'..='\u{36F}' => Self::Accent,
            '\u{370}'..='\u{3FF}' => Self::Greek,
            '\u{400}'..='\u{52F}' => Self::Cyrillic,
            '\u{530}'..='\u{58F}' => Self::Armenian,
            '\u{590}'..='\u{5FF}' => Self::Hebrew,
            _ => Self::Other,
        }
    }

    /// Whether a letter of this script may follow one of another in a word.
    fn follows(self, before: Self) -> bool {
        match (before, self) {
            (Self::Ascii | Self::Sign, Self::Accent) => false,
            (Self::Ascii | Self::Sign, _)
            | (_, Self::Sign | Self::Accent)
            | (Self::Latin, Self::Phonetic)
            | (Self::Phonetic, Self::Latin) => true,
            _ => before == self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gbk_that_is_valid_utf_8_is_noticed() {
        // 台山; 台山 and 平山, of which the second could be a word; 校园 and 医园, of two scripts each.
        for bytes in [
            &b"id,name\na,\xCC\xA8\xC9\xBD\n"[..],
            b"id,name\na,\xCC\xA8\xC9\xBD\nb,\xC6\xBD\xC9\xBD\n",
            b"id,name\na,\xD0\xA3\xD4\xB0\nb,\xD2\xBD\xD4\xB0\n",
        ] {
            assert!(std::str::from_utf8(bytes).is_ok());
            assert_eq!(foreign_encoding(bytes), Some(GBK));
        }
    }

    #[test]
    fn names_of_many_languages_are_text() {
        for text in [
            "id,name\na,台山\nb,广海",
            "São Paulo,Łódź,Târgu Mureș,Malmö,Ġgantija,Ħal Far,İstanbul",
            "Αθήνα,Θεσσαλονίκη",
            "Москва,Київ,Ўзбекистон",
            "Երևան",
            "ירושלים",
            "e\u{301}te\u{301}",
            "[ˈtoŋda],ɔ̃,ɲ",
            "5 µm,25 °C,§ 4,№ 5",
            "القاهرة",
            "",
        ] {
            assert_eq!(foreign_encoding(text.as_bytes()), None, "{text}");
        }
        assert_eq!(foreign_encoding(b"S\xE3\n"), Some("Latin-1 or another"));
        assert_eq!(foreign_encoding(b"a,\xBD\xAD\xC3\xC5"), Some(GBK));
    }
}
