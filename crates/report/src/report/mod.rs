//! The report of `compare`: one HTML file that needs no network, prints on A4 and can be read
//! without script; script only switches projects and sorts tables.

mod asked;
mod assumptions;
mod curves;
mod districts;
mod html;
mod left_out;
mod maps;
mod measures;
mod networks;
mod outside;
mod page;
mod pictures;
mod programme;
mod projects;
mod reproduce;
mod section;
mod sheets;
mod stage;
mod told;
mod words;

pub use page::report_html;
pub use pictures::change_svg;
pub use programme::{ProgrammePage, programme_html};
pub use told::Report;
pub use words::Language;
