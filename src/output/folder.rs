//! A folder of results: opened before the long run, put in place when all files are whole.

use std::path::Path;

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::whole_file::WholeFile;

/// The folder, with a file in waiting for each name.
#[derive(Debug)]
pub struct Folder {
    files: Vec<WholeFile>,
}

impl Folder {
    /// Makes the folder if need be and opens a file beside each of `names`.
    ///
    /// # Errors
    /// When the folder cannot be made or written to.
    pub fn open(folder: &Path, names: &[&str]) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|cause| Error::file(folder, "written to", &cause))?;
        Ok(Self { files: names.iter().map(|name| WholeFile::create(&folder.join(name))).collect::<Result<_>>()? })
    }

    /// Fills all files, in the order of their names, and only then puts them in place.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write(mut self, contents: &[Vec<u8>]) -> Result<()> {
        let written: Vec<Result<()>> =
            self.files.par_iter_mut().zip(contents).map(|(file, content)| file.write(content)).collect();
        written.into_iter().collect::<Result<()>>()?;
        self.files.into_iter().try_for_each(WholeFile::put_in_place)
    }
}
