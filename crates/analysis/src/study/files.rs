//! The files of a study: in a folder, or in the program.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use tongda_foundation::error::{Error, ErrorKind, Result};
use tongda_network::osm::Source;

/// The files of a study that a program carries.
#[derive(Clone, Copy, Debug)]
pub struct EmbeddedFiles {
    /// The folder's name in messages.
    pub folder: &'static str,
    /// The content of a file by its name in that folder.
    pub content: fn(&str) -> Option<Cow<'static, [u8]>>,
}

/// The files of a study: in a folder, or in the program.
#[derive(Clone, Debug)]
pub enum Files {
    /// In the program.
    Embedded(EmbeddedFiles),
    /// In a folder.
    Folder(PathBuf),
}

impl Files {
    /// The files of a study named by its folder or its `study.toml`.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        let is_file = path.extension().is_some_and(|extension| extension == "toml");
        Self::Folder(if is_file { path.parent().unwrap_or(path).to_owned() } else { path.to_owned() })
    }

    /// How to name a file to the user.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        match self {
            Self::Embedded(files) => Path::new(files.folder).join(name),
            Self::Folder(folder) => folder.join(name),
        }
    }

    /// The content of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, name: &str) -> Result<Cow<'static, [u8]>> {
        let path = self.path(name);
        match self {
            Self::Embedded(files) => {
                (files.content)(name).ok_or_else(|| Error::new(ErrorKind::File, "is not in the embedded study").in_file(path))
            }
            Self::Folder(_) => std::fs::read(&path).map(Cow::Owned).map_err(|cause| Error::file(&path, "read", cause)),
        }
    }

    /// A file as text.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8.
    pub fn text(&self, name: &str) -> Result<String> {
        let bytes = self.read(name)?.into_owned();
        String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::File, "is not UTF-8").in_file(self.path(name)))
    }

    /// A file as a source of OSM data.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn source(&self, name: &str) -> Result<Source> {
        Ok(match self {
            Self::Embedded(_) => Source::Memory(self.path(name), self.read(name)?),
            Self::Folder(_) => Source::File(self.path(name)),
        })
    }
}
