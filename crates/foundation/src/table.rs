//! CSV tables of points and places: text in, checked rows out.
//!
//! The format is comma-separated UTF-8 with a header, with or without a byte order mark. Columns are found by name in any
//! order, and further columns are ignored. Every error names the file and the line, counted from 1 at the header. Blank
//! rows are skipped, and a row may lack empty fields at its end, as spreadsheets write it.

use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::datum::diagnose;
use crate::error::{Error, ErrorKind, Problems, Result};
use crate::position::LonLat;
use crate::text_encoding::foreign_encoding;

/// A table, split into rows and fields.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    columns: Vec<String>,
    rows: Vec<(u64, StringRecord)>,
}

impl Table {
    /// Splits `text` into rows; `path` serves for error messages only.
    ///
    /// # Errors
    /// When the text is not UTF-8, when a column of `required` is missing or there twice, or when there is no row.
    pub fn read(text: &[u8], path: &Path, required: &[&str]) -> Result<Self> {
        let fail = |message: String| Error::new(ErrorKind::Table, message).in_file(path);
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        if let Some(encoding) = foreign_encoding(text) {
            let error = fail(format!("is not UTF-8: it looks like {encoding}"));
            let line = std::str::from_utf8(text).map_err(|cause| line_at(text, cause.valid_up_to())).err();
            let error = line.map_or(error.clone(), |line| error.at(format!("line {line}")));
            return Err(error.advise("save it as \"CSV UTF-8\""));
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
        let damaged = |cause: csv::Error| fail(format!("cannot be split into rows: {cause}")).caused_by(cause);
        let columns: Vec<String> = reader.headers().map_err(damaged)?.iter().map(str::to_owned).collect();
        if columns.iter().all(String::is_empty) {
            return Err(fail("is empty".to_owned()).advise(format!("it needs a header with {}", required.join(", "))));
        }
        for name in required {
            match columns.iter().filter(|column| column.eq_ignore_ascii_case(name)).count() {
                0 => return Err(missing_column(name, &columns).in_file(path)),
                1 => {}
                _ => return Err(fail(format!("has the column {name} twice"))),
            }
        }
        let mut rows = Vec::new();
        for record in reader.into_records() {
            let record = record.map_err(damaged)?;
            if record.iter().any(|field| !field.is_empty()) {
                let start = record.position().map_or(0, csv::Position::byte);
                rows.push((start, record));
            }
        }
        number_lines(text, &mut rows);
        if rows.is_empty() {
            return Err(fail("has a header but no rows".to_owned()));
        }
        Ok(Self { path: path.to_owned(), columns, rows })
    }

    /// Whether there is a column of that name.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name.eq_ignore_ascii_case(column))
    }

    /// The rows in the order of the file; at least one.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { table: self, line: *line, record })
    }

    /// An empty list of problems with this table's rows.
    #[must_use]
    pub fn problems(&self) -> RowProblems {
        RowProblems { path: self.path.clone(), problems: Problems::default(), count: 0 }
    }
}

fn missing_column(name: &str, columns: &[String]) -> Error {
    let error = Error::new(ErrorKind::Table, format!("has no column \"{name}\"; its columns are {}", columns.join(", ")));
    match columns {
        [only] if only.contains([';', '\t', '|']) => error.advise("separate the columns by commas"),
        _ => error,
    }
}

/// Replaces the byte from which the reader looked for each row by the line where the row begins. The line break before the
/// row and blank lines lie between the two.
fn number_lines(text: &[u8], rows: &mut [(u64, StringRecord)]) {
    let (mut at, mut line) = (0, 1);
    for (start, _) in rows {
        let begin = usize::try_from(*start).unwrap_or(at).clamp(at, text.len());
        let blank = text[begin..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        line += newlines(&text[at..begin + blank]);
        at = begin + blank;
        *start = line;
    }
}

fn line_at(text: &[u8], byte: usize) -> u64 {
    1 + newlines(&text[..byte.min(text.len())])
}

fn newlines(text: &[u8]) -> u64 {
    text.iter().map(|&byte| u64::from(byte == b'\n')).sum()
}

/// One row of a [`Table`]. Fields are trimmed; a field that is empty or whose column is absent is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    line: u64,
    record: &'a StringRecord,
}

impl<'a> Row<'a> {
    /// The line of the file where the row begins; the header's is 1.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// An error about this row.
    #[must_use]
    pub fn error(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Table, message).in_file(self.table.path.clone()).at(format!("line {}", self.line))
    }

    /// A field.
    #[must_use]
    pub fn text(&self, column: &str) -> Option<&'a str> {
        let index = self.table.columns.iter().position(|name| name.eq_ignore_ascii_case(column))?;
        self.record.get(index).filter(|field| !field.is_empty())
    }

    /// A field that must not be empty.
    ///
    /// # Errors
    /// When it is empty or absent.
    pub fn required(&self, column: &str) -> Result<&'a str> {
        self.text(column).ok_or_else(|| self.error(format!("{column} is empty")))
    }

    /// A finite number, or `None` when the field is empty.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn optional_number(&self, column: &str) -> Result<Option<f64>> {
        let Some(text) = self.text(column) else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.error(format!("{column} = \"{text}\" is not a number"))),
        }
    }

    /// A finite number.
    ///
    /// # Errors
    /// When the field is empty or anything else.
    pub fn number(&self, column: &str) -> Result<f64> {
        self.optional_number(column)?.ok_or_else(|| self.error(format!("{column} is empty")))
    }

    /// A finite number that is not below zero.
    ///
    /// # Errors
    /// When the field is empty or anything else.
    pub fn amount(&self, column: &str) -> Result<f64> {
        let number = self.number(column)?;
        if number < 0.0 { Err(self.error(format!("{column} = {number} is negative"))) } else { Ok(number) }
    }

    /// The position in the columns `lon` and `lat`, in degrees of WGS-84.
    ///
    /// # Errors
    /// When either is not a number, or out of range (±180, ±90).
    pub fn position(&self) -> Result<LonLat> {
        let (lon, lat) = (self.number("lon")?, self.number("lat")?);
        let as_written = |column: &str| self.text(column).unwrap_or_default();
        LonLat::new(lon, lat).ok_or_else(|| {
            let message = format!("lon = {}, lat = {} is not on the earth", as_written("lon"), as_written("lat"));
            self.error(message).advise(diagnose(lon, lat))
        })
    }
}

/// The problems of a table's rows: the first ones in full, and the number of the others.
#[derive(Debug)]
pub struct RowProblems {
    path: PathBuf,
    problems: Problems,
    count: usize,
}

impl RowProblems {
    /// The number of problems that are reported in full.
    pub const LISTED: usize = 20;

    /// Adds a problem.
    pub fn push(&mut self, error: Error) {
        self.count += 1;
        if self.count <= Self::LISTED {
            self.problems.push(error);
        }
    }

    /// The value of a result; its error is added to the problems.
    pub fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// `value` when there is no problem, else the problems.
    ///
    /// # Errors
    /// The problems themselves, closed by "and N more" when there are more than [`Self::LISTED`].
    pub fn or_value<T>(mut self, value: T) -> std::result::Result<T, Problems> {
        if self.count > Self::LISTED {
            let more = format!("and {} more", self.count - Self::LISTED);
            self.problems.push(Error::new(ErrorKind::Table, more).in_file(self.path));
        }
        self.problems.or_value(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Result<Table> {
        Table::read(text, Path::new("points.csv"), &["id", "lon", "lat"])
    }

    #[test]
    fn columns_are_found_by_name_and_lines_counted() {
        let text =
            "\u{feff}lat, Lon ,note,id\r\n22.5,112.5,\"two\r\nlines\",a\r\n\r\n,,,\r\n22.6,112.6,,\"b, c\"\r\n 22.7,112.7 ,x\r\n";
        let table = read(text.as_bytes()).unwrap_or_else(|error| unreachable!("{error}"));
        let seen: Vec<_> = table.rows().map(|row| (row.line(), row.text("id"), row.position().ok())).collect();
        assert_eq!(
            seen,
            [
                (2, Some("a"), LonLat::new(112.5, 22.5)),
                (6, Some("b, c"), LonLat::new(112.6, 22.6)),
                (7, None, LonLat::new(112.7, 22.7))
            ]
        );
        assert!(table.has("NOTE") && !table.has("residents"));
    }

    #[test]
    fn a_table_that_is_none_says_why() {
        for (text, expected) in [
            (&b""[..], "points.csv: is empty (it needs a header with id, lon, lat)"),
            (b"id,lon,lat\n\n", "points.csv: has a header but no rows"),
            (b"id,lon,LAT,lat\n", "points.csv: has the column lat twice"),
            (b"id,x,y\n", "points.csv: has no column \"lon\"; its columns are id, x, y"),
            (b"id;lon;lat\n", "points.csv: has no column \"id\"; its columns are id;lon;lat (separate the columns by commas)"),
            (
                b"id,lon,lat\n\xCD\xE2,1,2\n",
                "points.csv, line 2: is not UTF-8: it looks like GBK, as Excel in Chinese writes it (save it as \"CSV UTF-8\")",
            ),
            (
                b"id,lon,lat\nn\xE3\xF8 1,1,2\ncaf\xE9,1,2\n",
                "points.csv, line 2: is not UTF-8: it looks like Latin-1 or another (save it as \"CSV UTF-8\")",
            ),
            (b"\xFF\xFEi\0d\0", "points.csv, line 1: is not UTF-8: it looks like UTF-16 (save it as \"CSV UTF-8\")"),
            (b"i\0d\0,\0", "points.csv: is not UTF-8: it looks like UTF-16 (save it as \"CSV UTF-8\")"),
            (b"PK\x03\x04\x14\x00", "points.csv: is not UTF-8: it looks like a .zip or .xlsx file (save it as \"CSV UTF-8\")"),
        ] {
            let message = read(text).map_err(|error| error.to_string());
            assert_eq!(message.err().as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_place_off_the_earth_says_what_it_may_be() {
        for (fields, expected) in [
            ("22.5,112.5", "swapped?"),
            ("12523000,2571000", "projected metres"),
            ("181,91", "lon lies between -180 and 180"),
            ("x,1", "lon = \"x\" is not a number"),
            ("1,inf", "lat = \"inf\" is not a number"),
            ("1,", "points.csv, line 2: lat is empty"),
        ] {
            let table = read(format!("id,lon,lat\na,{fields}\n").as_bytes()).unwrap_or_else(|error| unreachable!("{error}"));
            let message = table.rows().next().map(|row| row.position().map_err(|error| error.to_string()));
            assert!(matches!(&message, Some(Err(text)) if text.contains(expected)), "{message:?}");
        }
    }
}
