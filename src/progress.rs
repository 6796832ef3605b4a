//! Progress on standard error, when that is a terminal.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use tongda_foundation::progress::{Progress, Unit};

/// The progress bar of the command line.
#[derive(Debug)]
pub(super) struct Bar {
    quiet: bool,
    current: Mutex<ProgressBar>,
}

impl Bar {
    pub(super) fn new(quiet: bool) -> Self {
        Self { quiet, current: Mutex::new(ProgressBar::hidden()) }
    }

    /// Takes the bar off the screen, so that a message stands alone.
    pub(super) fn clear(&self) {
        if let Ok(bar) = self.current.lock() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn begin(&self, work: &str, total: u64, unit: Unit) {
        if self.quiet {
            return;
        }
        let template = match unit {
            Unit::Bytes => "{msg} {wide_bar} {bytes}/{total_bytes} {eta}",
            Unit::Steps => "{msg} {wide_bar} {pos}/{len} {eta}",
        };
        let bar = ProgressBar::new(total).with_message(work.to_owned());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if let Ok(mut current) = self.current.lock() {
            *current = bar;
        }
    }

    fn advance(&self, done: u64) {
        if let Ok(bar) = self.current.lock() {
            bar.inc(done);
        }
    }

    fn end(&self) {
        self.clear();
    }
}
