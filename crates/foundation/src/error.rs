//! One error type for the whole library: what is wrong, in which file and where in it, and what to do.
//!
//! Readers of studies and scenarios collect all their problems in [`Problems`] before they give up.

use std::fmt;
use std::path::{Path, PathBuf};

/// The sort of thing that went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A file or folder that cannot be opened, read or written.
    File,
    /// An OpenStreetMap extract that is not one, or is damaged.
    Extract,
    /// A profile that does not follow its schema.
    Profile,
    /// A network that cannot be used, such as one without any road.
    Network,
    /// A scenario or project that cannot be applied.
    Scenario,
    /// A table of people, services or points.
    Table,
    /// A study that does not fit together.
    Study,
    /// A question that cannot be answered as it was put.
    Usage,
}

/// What is wrong, where, and what to do about it.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    path: Option<PathBuf>,
    place: Option<String>,
    message: String,
    advice: Option<String>,
}

/// Shorthand for results of this library.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of a kind, with what is wrong in one sentence.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, path: None, place: None, message: message.into(), advice: None }
    }

    /// A file that could not be opened, read or written.
    #[must_use]
    pub fn file(path: &Path, action: &str, cause: &std::io::Error) -> Self {
        Self::new(ErrorKind::File, format!("cannot be {action}: {cause}")).in_file(path)
    }

    /// Names the file, unless one was named before.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.path.get_or_insert_with(|| path.into());
        self
    }

    /// Names the line, feature or entry, unless one was named before.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place.get_or_insert_with(|| place.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// The sort of thing that went wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}", path.display())?;
            f.write_str(if self.place.is_some() { ", " } else { ": " })?;
        }
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(advice) = &self.advice {
            write!(f, " ({advice})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// All the problems of one reading, to be told at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<Error>);

impl Problems {
    /// Notes a problem and goes on.
    pub fn push(&mut self, error: Error) {
        self.0.push(error);
    }

    /// Takes the value of a result, or notes its error and goes on.
    pub fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Takes over the problems of a part.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems in the order in which they were found.
    #[must_use]
    pub fn as_slice(&self) -> &[Error] {
        &self.0
    }

    /// `value` when there is no problem, else all of them.
    ///
    /// # Errors
    /// The problems themselves.
    pub fn or_value<T>(self, value: T) -> std::result::Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<Error> for Problems {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
