//! The error type of all crates: what is wrong, in which file, where in the file, and how to correct it.
//!
//! Readers of studies and scenarios collect all their errors in [`Problems`], so that a user can correct them at once.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The kind of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or folder that cannot be opened, read or written.
    File,
    /// An OpenStreetMap extract that is damaged or of another format.
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
    /// An option or request that cannot be fulfilled as it was given.
    Usage,
}

/// An error: what is wrong, where, and how to correct it.
///
/// It prints as `path, feature: message (advice)`, without the parts that are not known.
///
/// ```
/// use tongda_foundation::error::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::Table, "residents is empty").in_file("cells.csv").at("line 7").advise("give a number");
/// assert_eq!(error.to_string(), "cells.csv, line 7: residents is empty (give a number)");
/// assert_eq!(error.feature(), Some("line 7"));
/// ```
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    path: Option<PathBuf>,
    feature: Option<String>,
    message: String,
    advice: Option<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// Shorthand for results of this library.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of a kind, with what is wrong in one sentence.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, path: None, feature: None, message: message.into(), advice: None, source: None }
    }

    /// A file that could not be opened, read or written: `action` is the participle. The cause becomes the source.
    #[must_use]
    pub fn file(path: &Path, action: &str, cause: std::io::Error) -> Self {
        Self::new(ErrorKind::File, format!("cannot be {action}: {cause}")).in_file(path).caused_by(cause)
    }

    /// Names the file, unless one was named before.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.path.get_or_insert_with(|| path.into());
        self
    }

    /// Names the line, feature or entry, unless one was named before.
    #[must_use]
    pub fn at(mut self, feature: impl Into<String>) -> Self {
        self.feature.get_or_insert_with(|| feature.into());
        self
    }

    /// Says how to correct it.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Keeps the underlying error as the source. The message stays the same.
    #[must_use]
    pub fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(cause));
        self
    }

    /// The kind of the error.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The line, column, feature or entry of the file.
    #[must_use]
    pub fn feature(&self) -> Option<&str> {
        self.feature.as_deref()
    }

    /// What is wrong, in one sentence without the file and the feature.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How to correct it.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}", path.display())?;
            f.write_str(if self.feature.is_some() { ", " } else { ": " })?;
        }
        if let Some(feature) = &self.feature {
            write!(f, "{feature}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(advice) = &self.advice {
            write!(f, " ({advice})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

/// All the problems of one file or study.
#[derive(Debug, Default)]
pub struct Problems(Vec<Error>);

impl Problems {
    /// Adds a problem.
    pub fn push(&mut self, error: Error) {
        self.0.push(error);
    }

    /// The value of a result; its error is added to the problems.
    pub fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Adds the problems of a part.
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

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn the_cause_is_kept_and_the_text_stays() {
        let cause = std::io::Error::from(std::io::ErrorKind::NotFound);
        let error = Error::file(Path::new("study.toml"), "read", cause);
        assert_eq!(error.to_string(), "study.toml: cannot be read: entity not found");
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("entity not found"));
        assert_eq!((error.kind(), error.path(), error.feature()), (ErrorKind::File, Some(Path::new("study.toml")), None));
    }
}
