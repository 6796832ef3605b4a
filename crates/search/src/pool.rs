//! Memory for threads: taken when work begins, put back when it ends.

use std::ops::{Deref, DerefMut};
use std::sync::Mutex;

use super::dijkstra::Dijkstra;

/// A stock of searchers.
pub type DijkstraPool = Pool<Dijkstra>;
/// A searcher on loan from a pool.
pub type PooledDijkstra<'p> = Pooled<'p, Dijkstra>;

/// A stock of memory to work with.
#[derive(Debug, Default)]
pub struct Pool<T> {
    free: Mutex<Vec<T>>,
}

/// Memory on loan from a pool.
#[derive(Debug)]
pub struct Pooled<'p, T: Default> {
    pool: &'p Pool<T>,
    memory: T,
}

impl<T: Default> Pool<T> {
    /// Memory from the stock, or new.
    #[must_use]
    pub fn take(&self) -> Pooled<'_, T> {
        let memory = self.free.lock().ok().and_then(|mut free| free.pop()).unwrap_or_default();
        Pooled { pool: self, memory }
    }
}

impl<T: Default> Drop for Pooled<'_, T> {
    fn drop(&mut self) {
        if let Ok(mut free) = self.pool.free.lock() {
            free.push(std::mem::take(&mut self.memory));
        }
    }
}

impl<T: Default> Deref for Pooled<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.memory
    }
}

impl<T: Default> DerefMut for Pooled<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.memory
    }
}
