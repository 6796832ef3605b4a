//! The report of `compare`: one HTML file that needs no network, prints on A4 and can be read
//! without script; script only switches projects and sorts tables.

mod curves;
mod map;
mod page;
mod tables;
mod words;

pub use page::{Report, report_html};
pub use words::Language;
