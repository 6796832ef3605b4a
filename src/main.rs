//! The `tongda` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    tongda::cli::run(std::env::args_os())
}
