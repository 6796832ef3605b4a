//! `tongda prepare`: an extract becomes a network file.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::{Format, Outcome, inputs};
use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::error::Problems;
use tongda_foundation::progress::Progress;
use tongda_network::network::{self, BuildOptions, CacheKey, Network};
use tongda_network::osm::{Counts, Source, read_extract};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// OpenStreetMap extracts (.osm.pbf).
    #[arg(required = true, value_name = "FILE.osm.pbf")]
    extracts: Vec<PathBuf>,
    /// The network file to write; without it the report alone is printed.
    #[arg(short, long, value_name = "FILE.tongda")]
    output: Option<PathBuf>,
    /// A file for the graph in DIMACS format, for other programs; positions go beside it, into a file that ends in .co.
    #[arg(long, value_name = "FILE.gr")]
    export_graph: Option<PathBuf>,
    /// A built-in profile (car, walk, cycle) or a profile file.
    #[arg(long, default_value = "car", value_name = "NAME|FILE.toml")]
    profile: String,
    /// Uses length=* (metres) on a way in place of the length of its shape.
    #[arg(long)]
    honour_length: bool,
    /// Leaves out ways tagged assumed=yes.
    #[arg(long)]
    no_assumed_roads: bool,
}

pub(super) fn run(options: &Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    let start = Instant::now();
    let profile = inputs::profile(&options.profile)?;
    let build = BuildOptions { honour_length: options.honour_length, assumed_roads: !options.no_assumed_roads };
    let sources: Vec<Source> = options.extracts.iter().cloned().map(Source::File).collect();
    let extract = read_extract(&sources, progress)?;
    let read_s = start.elapsed().as_secs_f64();
    let network = network::build(&extract, &profile, build)?;
    let built_s = start.elapsed().as_secs_f64();
    let mut files = Vec::new();
    if let Some(output) = &options.output {
        network.write(output, CacheKey::new(&sources, &profile, build)?)?;
        files.push(output.display().to_string());
    }
    if let Some(graph) = &options.export_graph {
        let indices = graph.with_extension("co");
        for (path, bytes) in
            [(graph, tongda_report::dimacs_graph(&network)), (&indices, tongda_report::dimacs_coordinates(&network))]
        {
            let mut file = AtomicFile::create(path)?;
            file.write(&bytes)?;
            file.commit()?;
            files.push(path.display().to_string());
        }
    }
    if format == Format::Json {
        say_part!("{}", tongda_report::prepare_json(&extract, &network, &files));
        return Ok(Outcome::Done);
    }
    print_report(&network, &extract.counts);
    say!("places {}, possible facilities {}", extract.settlements.len(), extract.pois.len());
    say!("time: {read_s:.2} s to read, {:.2} s to build", built_s - read_s);
    for file in &files {
        say!("written: {file}");
    }
    Ok(Outcome::Done)
}

fn print_report(network: &Network, counts: &Counts) {
    let report = network.report();
    say!("read: {} nodes, {} ways, {} relations", counts.nodes, counts.ways, counts.relations);
    say!(
        "ways for traffic: {} read, {} kept, {} planned (shut until opened)",
        report.ways_read,
        report.ways_kept,
        report.ways_planned
    );
    for (class, tally) in &report.classes {
        say!("  kept {class}: {} ways, {:.1} km", tally.ways, tally.length_m / 1000.0);
    }
    for (reason, count) in &report.dropped {
        say!("  dropped {count}: {reason}");
    }
    for (count, what) in [
        (counts.missing_nodes, "nodes that ways refer to are not in the extract"),
        (report.broken_steps, "steps of ways left out for want of a node"),
        (counts.bad_positions, "nodes off the earth"),
        (counts.repeated, "objects in more than one extract"),
        (counts.areas_without_position, "areas without a position"),
        (report.restrictions, "turn restrictions"),
        (report.restrictions_applied, "of them applied"),
        (report.restrictions_conditional, "of them at certain hours only, which is not modelled"),
        (report.restrictions_of_others, "of them for other vehicles"),
        (report.restrictions_unplaced, "of them at turns that the network lacks or that cannot be told"),
        (report.stated_lengths, "stretches with a stated length"),
        (report.assumed_ways, "assumed ways"),
    ] {
        if count > 0 {
            say!("  {count} {what}");
        }
    }
    say!(
        "before contraction: {} points, {} arcs, {:.1} km, {:.1} h",
        report.points,
        report.arcs,
        report.arc_length_m / 1000.0,
        report.arc_time_s / 3600.0
    );
    say!("largest connected part: {} points", report.largest_part_points);
    say!(
        "network: {} vertices, {} edges, {} segments, {:.1} MB",
        network.node_count(),
        network.edge_count(),
        network.segments().len(),
        megabytes(network.memory_bytes())
    );
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
