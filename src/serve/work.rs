//! Computing on behalf of requests: so many at once, so many waiting, and none for who has gone.
//!
//! A job runs on the threads of rayon. It is told to stop when its client goes away, sends a newer
//! request, or has waited too long; a job that was not begun by then is never begun.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::sync::{Semaphore, oneshot};

/// Requests that may wait for a thread.
const MOST_WAITING: usize = 256;
/// Clients whose last request is remembered.
const MOST_CLIENTS: usize = 1024;
/// The longest that a request may take, waiting included.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Whether somebody still waits for a job.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    stopped: Arc<AtomicBool>,
}

impl Wanted {
    pub(super) fn goes_on(&self) -> bool {
        !self.stopped.load(Ordering::Relaxed)
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// Stops its job when it is dropped with the request.
struct StopWhenGone(Wanted);

impl Drop for StopWhenGone {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// Why a job gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// The same client asked anew.
    Replaced,
    /// It took too long.
    TooLong,
    /// Too many wait already.
    TooMany,
    /// The job panicked.
    Failed,
}

/// The jobs of a server.
#[derive(Debug)]
pub(super) struct Work {
    at_once: usize,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Of clients that name themselves, the last request.
    latest: Mutex<FxHashMap<String, Wanted>>,
}

/// Counts a request while it waits or runs.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Work {
    /// As many jobs at once as there are threads: a job that waits for its parts could otherwise take up
    /// another one, and that one the next, on the same stack.
    pub(super) fn new() -> Self {
        let at_once = rayon::current_num_threads().max(1);
        let permits = Arc::new(Semaphore::new(at_once));
        Self { at_once, permits, waiting: AtomicUsize::new(0), latest: Mutex::default() }
    }

    /// Runs a job, and stops the earlier one of the same client.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        client: Option<&str>,
        job: impl FnOnce(&Wanted) -> Option<T> + Send + 'static,
    ) -> Result<T, Stopped> {
        let wanted = Wanted::default();
        if let Some(client) = client {
            self.replace(client, &wanted);
        }
        let _gone = StopWhenGone(wanted.clone());
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _counted = Counted(&self.waiting);
        if waiting >= self.at_once + MOST_WAITING {
            return Err(Stopped::TooMany);
        }
        let answered = async {
            // It is closed never.
            let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Stopped::Failed)?;
            if !wanted.goes_on() {
                return Err(Stopped::Replaced);
            }
            let (answer, answered) = oneshot::channel();
            let told = wanted.clone();
            rayon::spawn(move || {
                let _permit = permit;
                // Nobody may be there to take it. A panic is the job's own: the server goes on.
                let done = catch_unwind(AssertUnwindSafe(|| job(&told)));
                let _ = answer.send(done.map_err(|_| Stopped::Failed).and_then(|done| done.ok_or(Stopped::Replaced)));
            });
            answered.await.map_err(|_| Stopped::Failed)?
        };
        tokio::time::timeout(TIME_LIMIT, answered).await.unwrap_or(Err(Stopped::TooLong))
    }

    fn replace(&self, client: &str, wanted: &Wanted) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.len() >= MOST_CLIENTS {
            latest.retain(|_, wanted| wanted.goes_on());
        }
        if latest.len() >= MOST_CLIENTS {
            latest.clear();
        }
        if let Some(earlier) = latest.insert(client.to_owned(), wanted.clone()) {
            earlier.stop();
        }
    }
}
