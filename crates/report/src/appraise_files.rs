//! Files of `appraise`, one list: each file's name and the function that makes its bytes.
//!
//! A new table is a module with its function, and a line here.

use super::programme::{ProgrammeResult, appraise_csv, benefits_csv, order_csv, owed_csv, pairs_csv};
use super::report::{ProgrammePage, programme_html};

/// Everything that the files of `appraise` are made from.
#[derive(Clone, Copy, Debug)]
pub struct AppraiseResults<'a> {
    /// The page, with the programme and its benefits.
    pub page: &'a ProgrammePage<'a>,
    /// Version, options, input hashes and counts, as the bytes of `run.json`.
    pub run_json: &'a [u8],
}

impl<'a> AppraiseResults<'a> {
    const fn result(&self) -> &'a ProgrammeResult<'a> {
        self.page.result
    }
}

/// Makes the bytes of one file.
pub type AppraiseWriter = fn(&AppraiseResults<'_>) -> Vec<u8>;

const FILES: [(&str, AppraiseWriter); 6] = [
    ("programme.html", |of| programme_html(of.page)),
    ("appraise.csv", |of| appraise_csv(of.result())),
    ("pairs.csv", |of| pairs_csv(of.result())),
    ("order.csv", |of| order_csv(of.result())),
    ("owed.csv", |of| owed_csv(of.result())),
    ("run.json", |of| of.run_json.to_vec()),
];

/// Written only where benefits are stated.
const BENEFITS: (&str, AppraiseWriter) =
    ("benefits.csv", |of| of.page.benefits.map(|(benefits, rows)| benefits_csv(rows, &benefits.currency)).unwrap_or_default());

/// The files of the folder, with those of benefits where benefits are stated.
pub fn appraise_files(with_benefits: bool) -> impl Iterator<Item = (&'static str, AppraiseWriter)> {
    FILES.into_iter().chain(with_benefits.then_some(BENEFITS))
}
