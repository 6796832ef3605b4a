//! `tongda licences`: what the program is made of.

use tongda_server::LICENCES;

use crate::{Format, Outcome};

pub(super) fn print(format: Format) -> Outcome {
    match format {
        Format::Text => print_part!("{LICENCES}"),
        Format::Json => print_part!("{}", tongda_report::json_envelope("licences", serde_json::json!({"text": LICENCES}))),
    }
    Outcome::Done
}
