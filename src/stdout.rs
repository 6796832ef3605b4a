//! Standard output, with its failures: a closed pipe is none, a full disk is one.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};
use std::sync::OnceLock;

/// Why standard output could not be written, if it could not.
static FAILURE: OnceLock<String> = OnceLock::new();

/// Writes to standard output. A reader that has gone is no failure; any other is reported by [`failure`].
pub(super) fn write(words: Arguments<'_>) {
    if let Err(cause) = std::io::stdout().lock().write_fmt(words)
        && cause.kind() != ErrorKind::BrokenPipe
    {
        // The first failure is the one to report.
        let _ = FAILURE.set(cause.to_string());
    }
}

/// Writes words with ANSI styles to standard output: without them unless that is a terminal that wants them
/// (`NO_COLOR`, `CLICOLOR_FORCE` and `TERM` are heard).
pub(super) fn write_styled(words: Arguments<'_>) {
    if let Err(cause) = anstream::stdout().lock().write_fmt(words)
        && cause.kind() != ErrorKind::BrokenPipe
    {
        let _ = FAILURE.set(cause.to_string());
    }
}

/// Why something that was written did not arrive.
pub(super) fn failure() -> Option<String> {
    if let Err(cause) = std::io::stdout().flush()
        && cause.kind() != ErrorKind::BrokenPipe
    {
        let _ = FAILURE.set(cause.to_string());
    }
    FAILURE.get().cloned()
}
