//! Folder of results: opened before the long run, filled in parallel, put in place when every file is whole.
//!
//! A folder is made of one list of entries: the name of a file, and what its content is made with.

use std::path::Path;

use rayon::prelude::*;

use tongda_foundation::atomic_file::AtomicFile;
use tongda_foundation::error::{Error, Result};

/// Uncommitted files of a folder, each with what its content is made with: a writer, or an item to draw.
#[derive(Debug)]
pub struct Folder<W> {
    files: Vec<(AtomicFile, W)>,
}

impl<W: Copy + Send + Sync> Folder<W> {
    /// Makes the folder if need be and opens an uncommitted file for each entry.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn open<N: AsRef<Path>>(folder: &Path, entries: impl IntoIterator<Item = (N, W)>) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|cause| Error::file(folder, "written to", cause))?;
        let open = |(name, writer): (N, W)| Ok((AtomicFile::create(&folder.join(name))?, writer));
        Ok(Self { files: entries.into_iter().map(open).collect::<Result<_>>()? })
    }

    /// Fills all files in parallel.
    ///
    /// # Errors
    /// When a content cannot be made or written.
    pub fn fill(&mut self, content: impl Fn(W) -> Result<Vec<u8>> + Sync) -> Result<()> {
        // Each file is a task of its own: some take much longer than others.
        let files = self.files.par_iter_mut().with_max_len(1);
        files.map(|(file, writer)| file.write(&content(*writer)?)).collect()
    }

    /// Puts all files in place.
    ///
    /// # Errors
    /// When one cannot be renamed.
    pub fn commit(self) -> Result<()> {
        self.files.into_iter().try_for_each(|(file, _)| file.commit())
    }
}
