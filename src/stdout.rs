//! Words to standard output, which may be a pipe that nobody reads to its end, or a full disk.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};
use std::sync::OnceLock;

/// Why standard output could not be written, if it could not.
static FAILURE: OnceLock<String> = OnceLock::new();

/// Writes to standard output. A reader that has gone is no failure; any other is told by [`failure`].
pub(super) fn write(words: Arguments<'_>) {
    if let Err(cause) = std::io::stdout().lock().write_fmt(words)
        && cause.kind() != ErrorKind::BrokenPipe
    {
        // Only the first is worth telling.
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
