//! Pools of reusable memory for threads: taken when a task begins, returned when it ends.

use std::ops::{Deref, DerefMut};
use std::sync::Mutex;

use super::dijkstra::Dijkstra;

/// A pool of the memory of searches.
pub type DijkstraPool = Pool<Dijkstra>;
/// The memory of searches on loan from a pool.
pub type PooledDijkstra<'p> = Pooled<'p, Dijkstra>;

/// A pool of values that keep their memory.
#[derive(Debug, Default)]
pub struct Pool<T> {
    free: Mutex<Vec<T>>,
}

/// A value on loan from a pool, which returns to it when dropped.
#[derive(Debug)]
pub struct Pooled<'p, T: Default> {
    pool: &'p Pool<T>,
    memory: T,
}

impl<T: Default> Pool<T> {
    /// A value from the pool, or a new one.
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
