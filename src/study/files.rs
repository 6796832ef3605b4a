//! The files of a study: in a folder, or in the program.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::error::{Error, ErrorKind, Result};
use crate::osm::Source;

#[derive(RustEmbed)]
#[folder = "networks/jiangmen-west"]
#[exclude = "recipe/*"]
#[exclude = "pictures/*"]
struct Embedded;

/// Where the files of a study are.
#[derive(Clone, Debug)]
pub enum Files {
    /// In the program: `networks/jiangmen-west`.
    Embedded,
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
            Self::Embedded => Path::new("networks/jiangmen-west").join(name),
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
            Self::Embedded => Embedded::get(name)
                .map(|file| file.data)
                .ok_or_else(|| Error::new(ErrorKind::File, "is not in the embedded study").in_file(path)),
            Self::Folder(_) => std::fs::read(&path).map(Cow::Owned).map_err(|cause| Error::file(&path, "read", &cause)),
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
            Self::Embedded => Source::Memory(self.path(name), self.read(name)?),
            Self::Folder(_) => Source::File(self.path(name)),
        })
    }
}
