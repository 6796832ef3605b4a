//! What bytes are that should be text in UTF-8 and are not, so that an error can say what to do.

/// What bytes look like that are not UTF-8 text.
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
    std::str::from_utf8(bytes)
        .is_err()
        .then(|| if is_gbk(bytes) { "GBK, as Excel in Chinese writes it" } else { "Latin-1 or another" })
}

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
