//! The live map: an HTTP server with an API under `/api/` and a page.
//!
//! In: a study in one mode, and how to read it in another. A drawing comes in as GeoJSON, is read as
//! `compare --scenario` reads a file, and gives the same numbers. `openapi.json` beside this file tells
//! all routes; `tests/program/serve.rs` holds them to it.
//!
//! Nothing that a request says reaches the file system: drawings name no files, the page is part of
//! the program, and modes are a fixed list. Requests have a size and a time limit.

mod answer;
mod api;
mod api_error;
mod auth;
mod cache;
mod drawing_lines;
mod export;
mod jobs;
mod page;
mod place;
mod place_routes;
mod ranges;
mod session;
mod tiles;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};

use api_error::ApiError;
use jobs::JobQueue;
use session::Session;
use tokio::sync::OnceCell;

use tongda_analysis::workspace::Workspace;
use tongda_foundation::error::{Error, ErrorKind, Problems, Result};

/// Reads the study in a mode of trips, such as `walk+rail`.
pub type ReadMode = Box<dyn Fn(&str) -> std::result::Result<Workspace, Problems> + Send + Sync>;

/// The modes of trips that a study can be asked in.
pub const MODES: [&str; 6] = ["car", "car+rail", "walk", "walk+rail", "cycle", "cycle+rail"];

/// All that the program carries, with the licences and their texts: `.ci/licences` writes it.
pub const LICENCES: &str = include_str!("licences.txt");

/// Where a server listens and who may ask it.
#[derive(Debug)]
pub struct Listen {
    listener: TcpListener,
    address: SocketAddr,
    token: Option<String>,
}

impl Listen {
    /// Takes an address; port 0 takes any that is free.
    ///
    /// # Errors
    /// When it is taken or not of this machine, and when other machines could ask without a token of at
    /// least 16 characters.
    pub fn at(address: SocketAddr, token: Option<String>) -> Result<Self> {
        let usage = |message: String| Error::new(ErrorKind::Usage, message);
        if token.as_ref().is_some_and(|token| token.len() < 16) {
            return Err(usage("the token is shorter than 16 characters".to_owned()).advise("take a long one that nobody guesses"));
        }
        if !address.ip().is_loopback() && token.is_none() {
            let message = format!("{} can be asked by other machines", address.ip());
            return Err(usage(message).advise("give --token TOKEN, which every request must then have"));
        }
        let taken = |cause: std::io::Error| usage(format!("cannot listen on {address}: {cause}")).advise("take another --port");
        let listener = TcpListener::bind(address).map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        listener.set_nonblocking(true).map_err(taken)?;
        Ok(Self { listener, address, token })
    }

    /// The address and the port that was taken.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What to open in a browser.
    #[must_use]
    pub fn url(&self) -> String {
        let token = self.token.as_ref().map(|token| format!("?token={token}")).unwrap_or_default();
        format!("http://{}/{token}", self.address)
    }
}

/// All that handlers of requests share.
struct Server {
    sessions: Mutex<BTreeMap<String, Arc<OnceCell<Arc<Session>>>>>,
    default_mode: String,
    read: ReadMode,
    work: JobQueue,
    auth_policy: auth::AuthPolicy,
}

impl Server {
    /// The study in a mode, read when it is first asked for.
    ///
    /// It is read on a thread of its own, to the end even if whoever asked has gone. A job must never wait for it:
    /// the thread that reads could be given that job while it waits for its own parts.
    async fn session(self: &Arc<Self>, mode: &str) -> std::result::Result<Arc<Session>, ApiError> {
        let cell = {
            let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(sessions.entry(mode.to_owned()).or_default())
        };
        if let Some(session) = cell.get() {
            return Ok(Arc::clone(session));
        }
        let (server, mode) = (Arc::clone(self), mode.to_owned());
        let reading = tokio::spawn(async move {
            let read = || async {
                let read =
                    tokio::task::spawn_blocking(move || (server.read)(&mode).map(|workspace| Arc::new(Session::new(workspace))));
                read.await.map_err(|_| ApiError::from(jobs::Stopped::Failed))?.map_err(ApiError::from)
            };
            cell.get_or_try_init(read).await.cloned()
        });
        let read = tokio::time::timeout(jobs::TIME_LIMIT, reading).await.map_err(|_| ApiError::from(jobs::Stopped::TooLong))?;
        read.map_err(|_| ApiError::from(jobs::Stopped::Failed))?
    }

    /// The modes that can be asked for: the study's own first.
    fn modes(&self) -> Vec<String> {
        let mut modes = vec![self.default_mode.clone()];
        modes.extend(MODES.into_iter().filter(|mode| *mode != self.default_mode).map(str::to_owned));
        modes
    }
}

/// Answers requests until the process ends.
///
/// `workspace` is the study in its own mode; `read` reads it in others.
///
/// # Errors
/// When the system lets no server run.
pub fn serve(listen: Listen, workspace: Workspace, read: ReadMode) -> Result<()> {
    let failed = |cause: std::io::Error| Error::new(ErrorKind::Usage, format!("the server stopped: {cause}"));
    let default_mode = workspace.study.mode();
    let server = Server {
        sessions: Mutex::new(BTreeMap::from([(
            default_mode.clone(),
            Arc::new(OnceCell::new_with(Some(Arc::new(Session::new(workspace))))),
        )])),
        default_mode,
        read,
        work: JobQueue::new(),
        auth_policy: auth::AuthPolicy::new(listen.token.as_deref()),
    };
    // One thread for requests; computing has its own.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listen.listener).map_err(failed)?;
        axum::serve(listener, api::router(Arc::new(server))).await.map_err(failed)
    })
}
