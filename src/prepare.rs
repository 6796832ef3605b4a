//! `tongda prepare`: network file of an extract, with a report.

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
    /// Network file to write [default: print the report only].
    #[arg(short, long, value_name = "FILE.tongda")]
    output: Option<PathBuf>,
    /// Also export the graph in DIMACS format (FILE.gr), with node coordinates in FILE.co.
    #[arg(long, value_name = "FILE.gr")]
    export_graph: Option<PathBuf>,
    /// Travel profile: car, car-freeflow, walk, cycle or a profile file.
    #[arg(long, default_value = "car", value_name = "NAME|FILE.toml")]
    profile: String,
    /// Use the tag length=* (metres) of a way, not the length of its geometry.
    #[arg(long)]
    honour_length: bool,
    /// Ignore ways tagged assumed=yes.
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
        print_part!("{}", tongda_report::prepare_json(&extract, &network, &files));
        return Ok(Outcome::Done);
    }
    print_report(&network, &extract.counts);
    print_line!("places {}, possible facilities {}", extract.settlements.len(), extract.pois.len());
    print_line!("time: {read_s:.2} s to read, {:.2} s to build", built_s - read_s);
    for file in &files {
        print_line!("written: {file}");
    }
    Ok(Outcome::Done)
}

fn print_report(network: &Network, counts: &Counts) {
    let report = network.report();
    print_line!("read: {} nodes, {} ways, {} relations", counts.nodes, counts.ways, counts.relations);
    print_line!(
        "ways for traffic: {} read, {} kept, {} planned (shut until opened)",
        report.ways_read,
        report.ways_kept,
        report.ways_planned
    );
    for (class, tally) in &report.classes {
        print_line!("  kept {class}: {} ways, {:.1} km", tally.ways, tally.length_m / 1000.0);
    }
    for (reason, count) in &report.dropped {
        print_line!("  dropped {count}: {reason}");
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
            print_line!("  {count} {what}");
        }
    }
    print_line!(
        "before contraction: {} points, {} arcs, {:.1} km, {:.1} h",
        report.points,
        report.arcs,
        report.arc_length_m / 1000.0,
        report.arc_time_s / 3600.0
    );
    print_line!("largest connected part: {} points", report.largest_part_points);
    print_line!(
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
