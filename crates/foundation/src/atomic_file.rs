//! Output files that appear whole or not at all: written to a temporary file in the same folder, then renamed.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// The temporary files of the process. A signal that ends the process removes them, for no destructor runs then.
static TEMPORARY: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn temporary() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes all temporary files, for a process that ends before its work is done.
pub fn remove_uncommitted() {
    for path in std::mem::take(&mut *temporary()) {
        // It may have been renamed just now.
        let _ = std::fs::remove_file(path);
    }
}

/// A file that is not in its place yet. If it is dropped before [`Self::commit`], nothing is left.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    /// `None` after the commit.
    file: Option<NamedTempFile>,
}

impl AtomicFile {
    /// Opens a temporary file next to `path`, so that a path that cannot be written is known before a long run.
    ///
    /// # Errors
    /// When its folder cannot be written to, or `path` is a folder.
    pub fn create(path: &Path) -> Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        if path.is_dir() {
            return Err(Error::file(path, "written", std::io::ErrorKind::IsADirectory.into()));
        }
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        let builder = {
            use std::os::unix::fs::PermissionsExt;
            // The permissions of any new file, to which the mask of the user applies.
            builder.permissions(std::fs::Permissions::from_mode(0o666))
        };
        let file = builder.tempfile_in(folder).map_err(|cause| Error::file(path, "written", cause))?;
        temporary().insert(file.path().to_owned());
        Ok(Self { path: path.to_owned(), file: Some(file) })
    }

    /// Appends to its content.
    ///
    /// # Errors
    /// When the disk is full, or another error of the file system.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(bytes).map_err(|cause| Error::file(&self.path, "written", cause))
    }

    /// Renames it to its path.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn commit(mut self) -> Result<()> {
        let Some(file) = self.file.take() else { return Ok(()) };
        temporary().remove(file.path());
        file.persist(&self.path).map_err(|failure| Error::file(&self.path, "written", failure.error))?;
        Ok(())
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            temporary().remove(file.path());
        }
    }
}
