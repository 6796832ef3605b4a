//! Sources of extracts: a file on disk, or bytes that are part of the program.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use tongda_foundation::error::{Error, Result};
use tongda_foundation::progress::Progress;

/// An extract that can be read more than once.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file on disk.
    File(PathBuf),
    /// A named file that is part of the program.
    Memory(PathBuf, std::borrow::Cow<'static, [u8]>),
}

impl Source {
    /// Its name in messages.
    #[must_use]
    pub fn name(&self) -> &Path {
        match self {
            Self::File(path) | Self::Memory(path, _) => path,
        }
    }

    /// Its size in bytes.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn size(&self) -> Result<u64> {
        match self {
            Self::File(path) => {
                let meta = std::fs::metadata(path).map_err(|cause| Error::file(path, "opened", cause))?;
                Ok(meta.len())
            }
            Self::Memory(_, bytes) => Ok(bytes.len() as u64),
        }
    }

    /// A hash of the content (BLAKE3).
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn hash(&self) -> Result<blake3::Hash> {
        let mut hasher = blake3::Hasher::new();
        match self {
            Self::File(path) => {
                let file = File::open(path).map_err(|cause| Error::file(path, "opened", cause))?;
                hasher.update_reader(file).map_err(|cause| Error::file(path, "read", cause))?;
            }
            Self::Memory(_, bytes) => {
                hasher.update(bytes);
            }
        }
        Ok(hasher.finalize())
    }

    /// Opens it at the beginning; every byte read is reported to `progress`.
    pub(super) fn open<'a>(&'a self, progress: &'a dyn Progress) -> Result<Box<dyn Read + Send + 'a>> {
        match self {
            Self::File(path) => {
                let file = File::open(path).map_err(|cause| Error::file(path, "opened", cause))?;
                Ok(Box::new(BufReader::with_capacity(1 << 18, CountingReader { inner: file, progress })))
            }
            Self::Memory(_, bytes) => Ok(Box::new(CountingReader { inner: Cursor::new(bytes.as_ref()), progress })),
        }
    }
}

/// A reader that reports the number of bytes read.
struct CountingReader<'a, R> {
    inner: R,
    progress: &'a dyn Progress,
}

impl<R: Read> Read for CountingReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.progress.advance(count as u64);
        Ok(count)
    }
}
