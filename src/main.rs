//! The `tongda` command: arguments in, files and tables out.
//!
//! Results go to files or standard output, progress and errors to standard error. Exit code 0: done;
//! 1: done, with rows worth a look; 2: nothing done, with the reason; 130: stopped by Ctrl-C, nothing done.

// This is the one module that talks to the user.
#![allow(clippy::print_stderr)]

/// A line to standard output.
macro_rules! say {
    ($($words:tt)*) => { $crate::stdout::write(format_args!("{}\n", format_args!($($words)*))) };
}

/// The same without a line's end.
macro_rules! say_part {
    ($($words:tt)*) => { $crate::stdout::write(format_args!($($words)*)) };
}

/// The same for words with styles, which only a terminal sees.
macro_rules! say_styled {
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
    about = "What a road or railway changes: who reaches what, in how many minutes, before and after it"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Threads to work with; all cores when not given.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// What goes to standard output: text, or one JSON object as `tongda schema` describes.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// No progress on standard error.
    #[arg(long, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Coverage before and after each project: the main job.
    Compare(compare::Options),
    /// Reads a study whole and reports all its problems at once; writes nothing.
    Check(study::StudyArguments),
    /// Makes a first study of one's own city from an extract alone; it runs at once.
    New(new::Options),
    /// Reads an extract into a network file, and tells what it read, kept and dropped.
    Prepare(prepare::Options),
    /// Times and distances between all points of two tables.
    Matrix(matrix::Options),
    /// Any measure of access to any opportunities, one row a cell.
    Access(access::Options),
    /// Where one can be within so many minutes of a place, or come from, as polygons or roads.
    Isochrone(isochrone::Options),
    /// Ranks new corridor proposals by what they bring.
    Rank(rank::Options),
    /// Where a new facility or a new link would bring most: candidates for `rank`.
    Propose(propose::Options),
    /// How the gain of a programme of projects is shared among them, in what order to build, and for whom.
    Appraise(appraise::Options),
    /// The way between two places, before and after a project.
    Route(route::Options),
    /// The live map: draw a corridor in the browser and see what it changes; an API under /api/.
    Serve(serve::Options),
    /// Prints the JSON Schema of what a command tells with --format json; without a name, the names.
    Schema {
        /// The command.
        name: Option<String>,
    },
    /// Prints a built-in profile, to change and to use with --profile.
    Profile {
        /// car, walk or cycle
        name: String,
    },
    /// Prints what the program is made of, with the licences and their texts.
    Licences,
}

/// The exit code after Ctrl-C: 128 and the number of the signal.
const STOPPED: i32 = 130;

/// What goes to standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables and words for people.
    Text,
    /// One JSON object.
    Json,
}

/// Whether there is something in the results that is worth a look.
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
            Format::Text => tongda_report::schema_names().for_each(|name| say!("{name}")),
            Format::Json => {
                let names: Vec<&str> = tongda_report::schema_names().collect();
                say_part!("{}", tongda_report::json_envelope("schema", serde_json::json!({"commands": names})));
            }
        }
        return Ok(Outcome::Done);
    };
    let Some(schema) = tongda_report::schema(name) else {
        let names: Vec<&str> = tongda_report::schema_names().collect();
        let error = Error::new(ErrorKind::Usage, format!("there is no schema \"{name}\""));
        return Err(error.advise(format!("one of {}", names.join(", "))));
    };
    say_part!("{schema}");
    Ok(Outcome::Done)
}

fn print_profile(name: &str, format: Format) -> Result<Outcome> {
    profile::Profile::built_in(name)?;
    let text = profile::built_in_text(name).unwrap_or_default();
    match format {
        Format::Text => say_part!("{text}"),
        Format::Json => say_part!("{}", tongda_report::json_envelope("profile", serde_json::json!({"name": name, "toml": text}))),
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
