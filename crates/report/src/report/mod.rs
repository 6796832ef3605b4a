//! The report of `compare`: one HTML file that needs no network, prints on A4 and can be read
//! without script; script only switches projects and sorts tables.

mod assumptions;
mod curves;
mod districts;
mod glossary;
mod html;
mod input;
mod map_context;
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
mod summary;
mod unserved;

pub use input::Report;
pub use page::report_html;
pub use pictures::change_svg;
pub use programme::ProgrammePage;
pub(crate) use programme::programme_html;
