//! Files that appear whole or not at all: filled beside their place, then renamed.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// Files in waiting of the whole process, for a signal that ends it: no destructor runs then.
static WAITING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn waiting() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes all files in waiting, for a process that is about to end before its work is done.
pub fn remove_uncommitted() {
    for path in std::mem::take(&mut *waiting()) {
        // It may have been put in place just now.
        let _ = std::fs::remove_file(path);
    }
}

/// A file in waiting. Dropped before [`Self::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    /// Taken when it is put in place.
    file: Option<NamedTempFile>,
}

impl AtomicFile {
    /// Opens a file beside `path`, so that a path that cannot be written is known before a long run.
    ///
    /// # Errors
    /// When its folder cannot be written to.
    pub fn create(path: &Path) -> Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        if path.is_dir() {
            return Err(Error::file(path, "written", &std::io::Error::from(std::io::ErrorKind::IsADirectory)));
        }
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        let builder = {
            use std::os::unix::fs::PermissionsExt;
            // As any new file: what the user's mask leaves of it.
            builder.permissions(std::fs::Permissions::from_mode(0o666))
        };
        let file = builder.tempfile_in(folder).map_err(|cause| Error::file(path, "written", &cause))?;
        waiting().insert(file.path().to_owned());
        Ok(Self { path: path.to_owned(), file: Some(file) })
    }

    /// Adds to its content.
    ///
    /// # Errors
    /// When the disk is full or the like.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(bytes).map_err(|cause| Error::file(&self.path, "written", &cause))
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn commit(mut self) -> Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        waiting().remove(file.path());
        file.persist(&self.path).map_err(|failure| Error::file(&self.path, "written", &failure.error))?;
        Ok(())
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            waiting().remove(file.path());
        }
    }
}
