//! `tongda serve`: live map and HTTP API.

use std::net::{IpAddr, SocketAddr};

use clap::Args;
use serde_json::json;

use super::study::StudyArguments;
use super::{Format, Outcome};
use tongda_analysis::workspace::Workspace;
use tongda_foundation::error::Problems;
use tongda_foundation::progress::{Progress, Silent};
use tongda_server::{Listen, serve};

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    study: StudyArguments,
    /// TCP port to listen on; 0 = any free port.
    #[arg(long, default_value_t = 8080, value_name = "PORT")]
    port: u16,
    /// IP address to listen on; addresses other than loopback need --token.
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    address: IpAddr,
    /// Access token required of every request, at least 16 characters; the printed URL includes it.
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
}

pub(super) fn run(options: Options, format: Format, progress: &dyn Progress) -> Result<Outcome, Problems> {
    // Before the study is read: a port that is taken is known at once.
    let listen = Listen::at(SocketAddr::new(options.address, options.port), options.token.clone())?;
    let workspace = options.study.open(progress)?;
    match format {
        Format::Text => print_line!("{}", listen.url()),
        Format::Json => print_part!("{}", listening_json(&listen, &options, &workspace)),
    }
    let study = options.study;
    let own = study.own(&workspace.study);
    serve(listen, workspace, Box::new(move |mode| study.in_mode(mode, &own)?.open(&Silent)))?;
    Ok(Outcome::Done)
}

/// What is listened on, in one line, before the first request.
fn listening_json(listen: &Listen, options: &Options, workspace: &Workspace) -> String {
    let (url, address) = (listen.url(), listen.address());
    tongda_report::json_envelope(
        "serve",
        json!({
            "url": url,
            "address": address.ip().to_string(),
            "port": address.port(),
            "needs_token": options.token.is_some(),
            "study": workspace.study.config.name,
            "mode": workspace.study.mode(),
        }),
    )
}
