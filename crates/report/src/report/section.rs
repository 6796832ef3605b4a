//! Section of the report: a heading with an anchor, and its content.
//!
//! Each section has a file with a function `section` that makes it of a [`Report`](super::Report), or nothing
//! where there is nothing to tell; [`page`](super::page) puts them in order and lists them.

/// One section.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// Its anchor, unique on the page.
    pub(super) id: &'static str,
    /// Its heading, plain text.
    pub(super) title: String,
    /// Its HTML.
    pub(super) body: String,
}

impl Section {
    /// A section, and none when its body is empty.
    pub(super) fn new(id: &'static str, title: &str, body: String) -> Option<Self> {
        (!body.is_empty()).then(|| Self { id, title: title.to_owned(), body })
    }
}
