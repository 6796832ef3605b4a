//! JSON document of `prepare`: counts of what was read, kept and dropped.

use serde_json::json;

use super::json_envelope;
use tongda_network::network::Network;
use tongda_network::osm::Extract;

/// What `prepare` read, kept and dropped, and the size of the network.
#[must_use]
pub fn prepare_json(extract: &Extract, network: &Network, files: &[String]) -> String {
    let counts = &extract.counts;
    json_envelope(
        "prepare",
        json!({
            "read": {
                "nodes": counts.nodes,
                "ways": counts.ways,
                "relations": counts.relations,
                "bad_positions": counts.bad_positions,
                "missing_nodes": counts.missing_nodes,
                "repeated": counts.repeated,
                "areas_without_position": counts.areas_without_position,
            },
            "report": network.report(),
            "network": {
                "vertices": network.node_count(),
                "edges": network.edge_count(),
                "segments": network.segments().len(),
                "memory_bytes": network.memory_bytes(),
            },
            "settlements": extract.settlements.len(),
            "possible_facilities": extract.pois.len(),
            "files": files,
        }),
    )
}
