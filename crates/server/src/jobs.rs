//! The job queue: computations on behalf of requests, with limits on how many run and how many wait.
//!
//! A job runs on the threads of rayon. Its [`CancelToken`] is cancelled when its client goes away, sends a
//! newer request, or has waited too long; a job that has not begun by then never begins.

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
pub(super) struct CancelToken {
    stopped: Arc<AtomicBool>,
}

impl CancelToken {
    pub(super) fn is_wanted(&self) -> bool {
        !self.stopped.load(Ordering::Relaxed)
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// Stops its job when it is dropped with the request.
struct StopWhenGone(CancelToken);

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
pub(super) struct JobQueue {
    at_once: usize,
    limit: Duration,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// Of clients that name themselves, the last request.
    latest: Mutex<FxHashMap<String, CancelToken>>,
}

/// Counts a request while it waits or runs.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl JobQueue {
    /// As many jobs at once as there are threads: a job that waits for its parts could otherwise take up
    /// another one, and that one the next, on the same stack.
    pub(super) fn new() -> Self {
        Self::with(rayon::current_num_threads().max(1), TIME_LIMIT)
    }

    fn with(at_once: usize, limit: Duration) -> Self {
        let permits = Arc::new(Semaphore::new(at_once));
        Self { at_once, limit, permits, waiting: AtomicUsize::new(0), latest: Mutex::default() }
    }

    /// Runs a job, and stops the earlier one of the same client.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        client: Option<&str>,
        job: impl FnOnce(&CancelToken) -> Option<T> + Send + 'static,
    ) -> Result<T, Stopped> {
        let cancel = CancelToken::default();
        if let Some(client) = client {
            self.replace(client, &cancel);
        }
        let _gone = StopWhenGone(cancel.clone());
        let waiting = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _counted = Counted(&self.waiting);
        if waiting >= self.at_once + MOST_WAITING {
            return Err(Stopped::TooMany);
        }
        let answered = async {
            // It is closed never.
            let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Stopped::Failed)?;
            if !cancel.is_wanted() {
                return Err(Stopped::Replaced);
            }
            let (answer, answered) = oneshot::channel();
            let cancel_token = cancel.clone();
            rayon::spawn(move || {
                let _permit = permit;
                // Nobody may be there to take it. A panic is the job's own: the server goes on.
                let done = catch_unwind(AssertUnwindSafe(|| job(&cancel_token)));
                let _ = answer.send(done.map_err(|_| Stopped::Failed).and_then(|done| done.ok_or(Stopped::Replaced)));
            });
            answered.await.map_err(|_| Stopped::Failed)?
        };
        tokio::time::timeout(self.limit, answered).await.unwrap_or(Err(Stopped::TooLong))
    }

    fn replace(&self, client: &str, cancel: &CancelToken) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.len() >= MOST_CLIENTS {
            latest.retain(|_, cancel| cancel.is_wanted());
        }
        if latest.len() >= MOST_CLIENTS {
            latest.clear();
        }
        if let Some(earlier) = latest.insert(client.to_owned(), cancel.clone()) {
            earlier.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpStream;
    use std::time::Instant;

    use super::*;

    type TestResult = Result<(), Box<dyn std::error::Error>>;

    /// A job that goes on until it is told to stop.
    #[derive(Clone, Default)]
    struct Endless {
        begun: Arc<AtomicBool>,
        ended: Arc<AtomicBool>,
    }

    impl Endless {
        fn job(&self) -> impl FnOnce(&CancelToken) -> Option<&'static str> + Send + use<> {
            let Self { begun, ended } = self.clone();
            move |cancel: &CancelToken| {
                begun.store(true, Ordering::SeqCst);
                while cancel.is_wanted() {
                    std::thread::sleep(Duration::from_millis(1));
                }
                ended.store(true, Ordering::SeqCst);
                None
            }
        }
    }

    async fn until(flag: &AtomicBool) -> bool {
        let start = Instant::now();
        while !flag.load(Ordering::SeqCst) && start.elapsed() < Duration::from_secs(20) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        flag.load(Ordering::SeqCst)
    }

    fn run(test: impl Future<Output = TestResult>) -> TestResult {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(test)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_newer_request_of_the_same_client_stops_the_older() -> TestResult {
        run(async {
            let (work, endless) = (JobQueue::with(1, LONG), Endless::default());
            let newer = async {
                assert!(until(&endless.begun).await);
                work.run(Some("page"), |_| Some("new")).await
            };
            let (older, newer) = tokio::join!(work.run(Some("page"), endless.job()), newer);
            assert_eq!((older, newer), (Err(Stopped::Replaced), Ok("new")));
            assert!(until(&endless.ended).await, "the older one still runs");
            Ok(())
        })
    }

    #[test]
    fn what_takes_too_long_is_stopped() -> TestResult {
        run(async {
            let (work, endless) = (JobQueue::with(1, Duration::from_millis(40)), Endless::default());
            assert_eq!(work.run(None, endless.job()).await, Err(Stopped::TooLong));
            assert!(until(&endless.ended).await, "it still runs");
            Ok(())
        })
    }

    #[test]
    fn beyond_those_that_may_wait_requests_are_turned_away_and_a_panic_is_one_requests_own() -> TestResult {
        run(async {
            let (work, endless) = (Arc::new(JobQueue::with(1, LONG)), Endless::default());
            let ask = || {
                let (work, job) = (Arc::clone(&work), endless.job());
                tokio::spawn(async move { work.run(None, job).await })
            };
            let waiting: Vec<_> = (0..=MOST_WAITING).map(|_| ask()).collect();
            assert!(until(&endless.begun).await);
            assert_eq!(ask().await?, Err(Stopped::TooMany));
            waiting.iter().for_each(tokio::task::JoinHandle::abort);
            assert!(until(&endless.ended).await, "what nobody waits for still runs");
            for one in waiting {
                assert!(one.await.is_err_and(|ended| ended.is_cancelled()));
            }
            assert_eq!(work.run::<()>(None, |_| std::panic::panic_any("of a test")).await, Err(Stopped::Failed));
            assert_eq!(work.run(None, |_| Some(1)).await, Ok(1));
            Ok(())
        })
    }

    #[test]
    fn work_for_a_client_that_leaves_ends() -> TestResult {
        run(async {
            let (work, endless) = (Arc::new(JobQueue::with(1, LONG)), Endless::default());
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
            let address = listener.local_addr()?;
            let asked = endless.clone();
            let handler = move || {
                let (work, job) = (Arc::clone(&work), asked.job());
                async move { work.run(None, job).await.unwrap_or("stopped").to_owned() }
            };
            let router = axum::Router::new().route("/", axum::routing::get(handler));
            let server = tokio::spawn(async move { axum::serve(listener, router).await });
            let mut client = TcpStream::connect(address)?;
            client.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")?;
            assert!(until(&endless.begun).await);
            drop(client);
            assert!(until(&endless.ended).await, "it still runs");
            server.abort();
            Ok(())
        })
    }
}
