//! Searchers for threads: taken when work begins, put back when it ends.

use std::ops::{Deref, DerefMut};
use std::sync::Mutex;

use super::plain::Searcher;

/// A stock of searchers.
#[derive(Debug, Default)]
pub struct SearchPool {
    free: Mutex<Vec<Searcher>>,
}

/// A searcher on loan from a pool.
#[derive(Debug)]
pub struct PooledSearcher<'p> {
    pool: &'p SearchPool,
    searcher: Searcher,
}

impl SearchPool {
    /// A searcher from the stock, or a new one.
    #[must_use]
    pub fn take(&self) -> PooledSearcher<'_> {
        let searcher = self.free.lock().ok().and_then(|mut free| free.pop()).unwrap_or_default();
        PooledSearcher { pool: self, searcher }
    }
}

impl Drop for PooledSearcher<'_> {
    fn drop(&mut self) {
        if let Ok(mut free) = self.pool.free.lock() {
            free.push(std::mem::take(&mut self.searcher));
        }
    }
}

impl Deref for PooledSearcher<'_> {
    type Target = Searcher;

    fn deref(&self) -> &Searcher {
        &self.searcher
    }
}

impl DerefMut for PooledSearcher<'_> {
    fn deref_mut(&mut self) -> &mut Searcher {
        &mut self.searcher
    }
}
