//! Command line of `tongda`: arguments in, files and tables out.
//!
//! Results go to files or standard output, progress and errors to standard error. Exit code 0: done;
//! 1: completed with warnings; 2: failed, with the reason; 130: stopped by Ctrl-C, nothing written.

// This is the one module that talks to the user.
#![allow(clippy::print_stderr)]

/// A line to standard output.
macro_rules! print_line {
    ($($words:tt)*) => { $crate::stdout::write(format_args!("{}\n", format_args!($($words)*))) };
}

/// The same without a line's end.
macro_rules! print_part {
    ($($words:tt)*) => { $crate::stdout::write(format_args!($($words)*)) };
}

/// The same for words with styles, which only a terminal sees.
macro_rules! print_styled {
    ($($words:tt)*) => { $crate::stdout::write_styled(format_args!($($words)*)) };
}

mod access;
mod appraise;
mod check;
mod choice;
mod compare;
mod embedded;
mod file;
mod inputs;
mod isochrone;
mod licences;
mod map_source;
mod matrix;
mod new;
mod pictures;
mod places;
mod prepare;
mod progress;
mod propose;
mod rank;
mod route;
mod serve;
mod stdout;
mod study;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use tongda_foundation::atomic_file::remove_uncommitted;
use tongda_foundation::error::{Error, ErrorKind, Problems, Result};
use tongda_network::profile;

#[derive(Debug, Parser)]
#[command(
    name = "tongda",
    version,
    about = "Accessibility before and after planned roads and railways: travel times, coverage of services, isochrones, rankings"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Number of threads [default: all cores].
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Format of standard output: text tables, or one JSON object (see `tongda schema`).
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show no progress on standard error.
    #[arg(long, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare the coverage of services before and after each project.
    Compare(compare::Options),
    /// Read a study and report all its errors at once; write nothing.
    Check(study::StudyArguments),
    /// Create a first study of a city from an OpenStreetMap extract.
    New(new::Options),
    /// Build a network file from an extract, with a report of what was read, kept and dropped.
    Prepare(prepare::Options),
    /// Compute the travel time and distance matrix between the points of two tables.
    Matrix(matrix::Options),
    /// Compute a measure of accessibility to any opportunities, one row per cell.
    Access(access::Options),
    /// Compute isochrones from or to one or more places, as polygons, roads or a raster.
    Isochrone(isochrone::Options),
    /// Rank candidate links and facilities by the residents that they gain.
    Rank(rank::Options),
    /// Propose the new facilities or links with the largest gain, as candidates for `rank`.
    Propose(propose::Options),
    /// Appraise a programme: Shapley shares of its projects, the order of building, the beneficiaries.
    Appraise(appraise::Options),
    /// Find the fastest route between two places, before and after a project.
    Route(route::Options),
    /// Serve the live map and its HTTP API (under /api/).
    Serve(serve::Options),
    /// Print the JSON Schema of the output of a command with --format json; without a name, list the commands.
    Schema {
        /// Name of the command.
        name: Option<String>,
    },
    /// Print a built-in travel profile (TOML), to edit and use with --profile.
    Profile {
        /// Name of the profile: car (operating speeds), car-freeflow (empty roads), walk or cycle.
        name: String,
    },
    /// Prints what the program is made of, with the licences and their texts.
    Licences,
}

/// The exit code after Ctrl-C: 128 and the number of the signal.
const STOPPED: i32 = 130;

/// Format of standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for reading.
    Text,
    /// One JSON object.
    Json,
}

/// How a command ended that wrote its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    CompletedWithWarnings,
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            // Help and version come this way too, and are no errors. Nothing is left to do when
            // the terminal is gone.
            let _ = usage.print();
            return ExitCode::from(if usage.use_stderr() { 2 } else { 0 });
        }
    };
    if let Some(threads) = arguments.threads {
        // It fails only when a pool exists already, which then serves as well.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    }
    // It fails only when there is a handler already; then the files in waiting are that one's business.
    let _ = ctrlc::set_handler(|| {
        remove_uncommitted();
        eprintln!("\nstopped: nothing was written");
        std::process::exit(STOPPED);
    });
    quiet_decoder();
    let progress = progress::Bar::new(arguments.quiet);
    let format = arguments.format;
    let outcome = match arguments.command {
        Command::Compare(options) => compare::run(&options, format, &progress),
        Command::Check(study) => check::run(&study, format, &progress),
        Command::New(options) => new::run(&options, format, &progress),
        Command::Prepare(options) => prepare::run(&options, format, &progress),
        Command::Matrix(options) => matrix::run(&options, format, &progress),
        Command::Access(options) => access::run(&options, format, &progress),
        Command::Isochrone(options) => isochrone::run(&options, format, &progress),
        Command::Rank(options) => rank::run(&options, format, &progress),
        Command::Propose(options) => propose::run(&options, format, &progress),
        Command::Appraise(options) => appraise::run(&options, format, &progress),
        Command::Route(options) => route::run(&options, format, &progress),
        Command::Serve(options) => serve::run(options, format, &progress),
        Command::Schema { name } => print_schema(name.as_deref(), format).map_err(Problems::from),
        Command::Profile { name } => print_profile(&name, format).map_err(Problems::from),
        Command::Licences => Ok(licences::print(format)),
    };
    if let Some(cause) = stdout::failure() {
        eprintln!("error: standard output cannot be written: {cause}");
        return ExitCode::from(2);
    }
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::CompletedWithWarnings) => ExitCode::from(1),
        Err(problems) => {
            progress.clear();
            for problem in problems.as_slice() {
                eprintln!("error: {problem}");
            }
            ExitCode::from(2)
        }
    }
}

/// A schema is JSON in any format.
fn print_schema(name: Option<&str>, format: Format) -> Result<Outcome> {
    let Some(name) = name else {
        match format {
            Format::Text => tongda_report::schema_names().for_each(|name| print_line!("{name}")),
            Format::Json => {
                let names: Vec<&str> = tongda_report::schema_names().collect();
                print_part!("{}", tongda_report::json_envelope("schema", serde_json::json!({"commands": names})));
            }
        }
        return Ok(Outcome::Done);
    };
    let Some(schema) = tongda_report::schema(name) else {
        let names: Vec<&str> = tongda_report::schema_names().collect();
        let error = Error::new(ErrorKind::Usage, format!("there is no schema \"{name}\""));
        return Err(error.advise(format!("one of {}", names.join(", "))));
    };
    print_part!("{schema}");
    Ok(Outcome::Done)
}

fn print_profile(name: &str, format: Format) -> Result<Outcome> {
    profile::Profile::built_in(name)?;
    let text = profile::built_in_text(name).unwrap_or_default();
    match format {
        Format::Text => print_part!("{text}"),
        Format::Json => {
            print_part!("{}", tongda_report::json_envelope("profile", serde_json::json!({"name": name, "toml": text})));
        }
    }
    Ok(Outcome::Done)
}

/// Keeps the decoder of extracts from printing: it panics on some damage, which the reader makes an error of.
fn quiet_decoder() {
    let others = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let of_decoder =
            panic.location().is_some_and(|position| ["protobuf", "osmpbf"].iter().any(|name| position.file().contains(name)));
        if !of_decoder {
            others(panic);
        }
    }));
}
