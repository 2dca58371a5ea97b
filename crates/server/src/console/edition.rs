//! All files of the console as they fit together: a page of one edition loads files of the same.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
};

use aws_lc_rs::digest;
use axum::http::HeaderValue;
use base64::{Engine, engine::general_purpose::STANDARD};
use oidc_core::discovery;

use super::{
    file::{self, File, SHELL},
    import_map,
    joined::{Earlier, Joined, Scripts, Unjoinable},
    lock,
    packed::Packed,
    sources::Source,
    styles,
    template::{self, InvalidTemplate, escaped},
};

/// The module that everything begins with.
const MAIN: &str = "main.js";
/// The page that most people come to first: what it needs is joined with that.
const HOME: &str = "pages/home.js";
/// What runs before the others are read.
const ASK: &str = "ask.js";
/// It and what it needs, as one script.
const FIRST: &str = "first.js";
/// The others and what else they need, as one script.
const JOINED: &str = "joined.js";

/// How many letters tell one edition from the next.
const BUILD: usize = 16;

/// The files do not fit together: a fault of ours, and none that a visitor can cause.
#[derive(Debug, thiserror::Error)]
pub enum Misfit {
    /// A file that cannot be done without.
    #[error("the file {0} is missing from web/console")]
    Missing(&'static str),
    /// The list of libraries cannot be read, or the import map not be written.
    #[error("web/console/vendor/vendor.lock: {0}")]
    Json(#[from] serde_json::Error),
    /// The scripts cannot be joined.
    #[error("web/console: {0}")]
    Scripts(#[from] Unjoinable),
    /// The page has a gap that nothing fits into.
    #[error("web/console/index.html: {0}")]
    Shell(String),
}

impl From<InvalidTemplate> for Misfit {
    fn from(why: InvalidTemplate) -> Self {
        Self::Shell(why.to_string())
    }
}

/// Where an edition is served, as its page says it.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// The path of the console, with that of `public_url`.
    pub(super) place: String,
    pub(super) issuer: String,
    pub(super) public_url: String,
    /// The whole addresses of the console, the main one first.
    pub(super) homes: Vec<String>,
}

/// One edition.
#[derive(Debug)]
pub struct Edition {
    pub(super) stamp: u128,
    files: HashMap<String, File>,
    /// The page.
    pub(super) shell: Packed,
    /// What tells it from others.
    pub(super) build: HeaderValue,
    /// The digest of its import map, as a content security policy names it.
    pub(super) import_map: String,
}

impl Edition {
    pub(super) fn of(sources: &[Source], address: &Address, stamp: u128) -> Result<Self, Misfit> {
        let text = |name| {
            let source = sources.iter().find(|source| source.name == name);
            source.map(|source| String::from_utf8_lossy(&source.body))
        };
        let shell = text(SHELL).ok_or(Misfit::Missing(SHELL))?;
        let lock = text(lock::FILE).ok_or(Misfit::Missing(lock::FILE))?;
        let bare = lock::names(lock.as_bytes())?;
        let scripts = join(sources, &bare)?;
        let own = sources.iter().filter_map(File::of);
        let styles = styles::join(sources).map_err(Misfit::Missing)?;
        let texts = scripts.each_ref();
        let texts = texts.map(|(name, made)| (*name, made.script.clone().into_bytes()));
        let made = texts.into_iter().chain([(styles::FILE, styles)]);
        let made = made.filter_map(|(name, body)| {
            File::of(&Source {
                name: name.to_owned(),
                body: body.into(),
            })
        });
        let files: Vec<File> = own.chain(made).collect();
        let joined = scripts.iter().filter_map(|(name, made)| {
            let file = files.iter().find(|file| file.plain == *name);
            Some((file?, &made.names))
        });
        let joined: Vec<_> = joined.collect();
        let is_joined = |name: &str| joined.iter().any(|(_, names)| names.contains(name));
        // What was joined is served by itself as well, for pages of an edition that had it so.
        let is_whole = |file: &&File| !is_joined(&file.plain) && !styles::is_one(&file.plain);
        let mapped: Vec<&File> = files.iter().filter(is_whole).collect();
        let map = import_map::write(&mapped, &bare, &joined, &address.place)?;
        let build = hex(&[map.as_bytes(), shell.as_bytes()]);
        let page = Page {
            address,
            build: &build,
            map: &map,
            files: &files,
        };
        let filled = template::fill(&template::without_comment(&shell), |name| page.value(name))?;
        let digest = digest::digest(&digest::SHA256, map.as_bytes());
        Ok(Self {
            stamp,
            shell: Packed::new(filled.into()),
            build: HeaderValue::from_str(&build).unwrap_or(HeaderValue::from_static("")),
            import_map: format!("sha256-{}", STANDARD.encode(digest)),
            files: files
                .into_iter()
                .map(|file| (file.hashed.clone(), file))
                .collect(),
        })
    }

    /// The file of this hashed name.
    pub(super) fn file(&self, hashed: &str) -> Option<&File> {
        self.files.get(hashed)
    }
}

/// What stands in the gaps of the page.
struct Page<'a> {
    address: &'a Address,
    build: &'a str,
    map: &'a str,
    files: &'a [File],
}

impl Page<'_> {
    fn value(&self, name: &str) -> Option<String> {
        let address = self.address;
        Some(match name {
            "build" => escaped(self.build),
            "issuer" => escaped(&address.issuer),
            "authorization_endpoint" => {
                escaped(&discovery::authorization_endpoint(&address.issuer))
            }
            "public_url" => escaped(&address.public_url),
            "consoles" => escaped(&address.homes.join(" ")),
            "importmap" => self.map.to_owned(),
            other => {
                let (what, plain) = other.split_once(' ')?;
                let plain = plain.trim();
                let file = self.files.iter().find(|file| file.plain == plain)?;
                match what {
                    "url" => escaped(&format!("{}/{}", address.place, file.hashed)),
                    "integrity" => escaped(&file.integrity),
                    _ => return None,
                }
            }
        })
    }
}

/// What the first page needs, as two scripts with their plain names. Scripts of other pages are loaded when
/// they are looked at.
fn join(
    sources: &[Source],
    bare: &BTreeMap<String, String>,
) -> Result<[(&'static str, Joined); 2], Unjoinable> {
    let scripts = sources
        .iter()
        .filter(|source| file::is_script(&source.name));
    let scripts: BTreeMap<&str, &str> = scripts
        .filter_map(|source| Some((&*source.name, std::str::from_utf8(&source.body).ok()?)))
        .collect();
    let scripts = Scripts::of(&scripts, bare)?;
    let first = scripts.join(&[ASK], None)?;
    let earlier = Earlier {
        file: FIRST,
        joined: &first,
    };
    let joined = scripts.join(&[MAIN, HOME], Some(earlier))?;
    Ok([(FIRST, first), (JOINED, joined)])
}

fn hex(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let digest = context.finish();
    let octets = digest.as_ref().iter().take(BUILD / 2);
    octets.fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"{"files": [
        {"file": "lib/lib.mjs", "specifier": "@some/lib", "bytes": 1},
        {"file": "lib/LICENSE", "bytes": 1}
    ]}"#;
    const PAGE: &str = "<!doctype html><!-- {{url x}} -->\n\
        <meta content=\"{{build}} {{issuer}} {{public_url}} {{consoles}}\">\n\
        <script type=\"importmap\">{{importmap}}</script>\n\
        <link rel=\"stylesheet\" href=\"{{url styles.css}}\">\
        <script type=\"module\" src=\"{{url first.js}}\" integrity=\"{{integrity first.js}}\"></script>\
        <script type=\"module\" src=\"{{url joined.js}}\"></script>";

    fn sources(page: &'static str) -> Vec<Source> {
        let of = |(name, body): (&str, &'static str)| Source {
            name: name.to_owned(),
            body: body.as_bytes().into(),
        };
        let files = [
            ("index.html", page),
            ("ask.js", "import { c } from './lib/c.js';\n"),
            ("lib/c.js", "export const c = 1;\n"),
            (
                "main.js",
                "import './lib/a.js';\nimport '@some/lib';\nimport { c } from './lib/c.js';\n",
            ),
            ("lib/a.js", "export const a = 1;\n"),
            ("pages/home.js", "export const Page = 1;\n"),
            ("pages/b.js", "import { a } from '../lib/a.js';\n"),
            ("styles/tokens.css", "a {}"),
            ("styles/shell.css", "b {}"),
            ("styles/parts.css", "c {}"),
            ("styles/pages.css", "d {}"),
            ("locales/en.ftl", "a = </script>"),
            ("vendor/lib/lib.mjs", ""),
            ("vendor/lib/LICENSE", ""),
            ("vendor/vendor.lock", LOCK),
        ];
        files.map(of).into()
    }

    fn edition(page: &'static str) -> Result<Edition, Misfit> {
        let address = Address {
            place: "/id/console".to_owned(),
            issuer: "https://id.example/id/oidc".to_owned(),
            public_url: "https://id.example/id".to_owned(),
            homes: vec![
                "https://id.example/id/console".to_owned(),
                "https://b.example/id/console".to_owned(),
            ],
        };
        Edition::of(&sources(page), &address, 0)
    }

    #[test]
    fn the_page_says_where_everything_is() {
        let edition = edition(PAGE).unwrap();
        let shell = std::str::from_utf8(edition.shell.plain()).unwrap();
        assert!(!shell.contains("{{") && !shell.contains("<!--"), "{shell}");
        let build = edition.build.to_str().unwrap();
        let told = format!(
            "content=\"{build} https://id.example/id/oidc https://id.example/id \
             https://id.example/id/console https://b.example/id/console\""
        );
        assert!(shell.contains(&told), "{shell}");
        let (_, map) = shell.split_once("importmap\">").unwrap();
        let (map, rest) = map.split_once("</script>").unwrap();
        let digest = digest::digest(&digest::SHA256, map.as_bytes());
        let digest = format!("sha256-{}", STANDARD.encode(digest));
        assert_eq!(edition.import_map, digest);
        let map: serde_json::Value = serde_json::from_str(map).unwrap();
        let imports = map["imports"].as_object().unwrap();
        for name in ["main.js", "lib/a.js", "pages/b.js", "locales/en.ftl"] {
            let hashed = imports[&format!("/id/console/{name}")].as_str().unwrap();
            let hashed = hashed.strip_prefix("/id/console/").unwrap();
            assert!(edition.file(hashed).is_some(), "{name}");
        }
        // Scripts alone are held against a digest; what the first page needs is two of them.
        assert_eq!(map["integrity"].as_object().unwrap().len(), 3);
        let first = imports["/id/console/ask.js"].as_str().unwrap();
        assert_eq!(imports["/id/console/lib/c.js"], first);
        let joined = imports["/id/console/main.js"].as_str().unwrap();
        assert_eq!(imports["/id/console/pages/home.js"], joined);
        assert_eq!(imports["@some/lib"], joined);
        for script in [first, joined] {
            assert!(rest.contains(&format!("src=\"{script}\"")), "{rest}");
        }
        // A browser that looks ahead has not read the map.
        let integrity = map["integrity"][first].as_str().unwrap();
        assert!(
            rest.contains(&format!("integrity=\"{integrity}\"")),
            "{rest}"
        );
        let styles = imports["/id/console/styles.css"].as_str().unwrap();
        let styles = edition.file(styles.strip_prefix("/id/console/").unwrap());
        assert_eq!(
            &styles.unwrap().body.plain()[..],
            b"a {}\nb {}\nc {}\nd {}\n"
        );
    }

    #[test]
    fn files_are_found_by_their_hashed_names_alone() {
        let edition = edition(PAGE).unwrap();
        for name in [
            "main.js",
            "index.html",
            "",
            "vendor/vendor.lock",
            "../Cargo.toml",
        ] {
            assert!(edition.file(name).is_none(), "{name}");
        }
    }

    #[test]
    fn what_is_joined_is_still_there_for_pages_of_before() {
        let edition = edition(PAGE).unwrap();
        let alone = sources(PAGE)
            .iter()
            .filter_map(File::of)
            .collect::<Vec<_>>();
        assert!(alone.iter().any(|file| file.plain == "lib/a.js"));
        for file in alone {
            assert!(edition.file(&file.hashed).is_some(), "{}", file.plain);
        }
    }

    #[test]
    fn a_page_that_asks_for_what_is_not_there_is_told_so() {
        for page in ["{{nonsense}}", "{{url gone.js}}", "{{build"] {
            assert!(matches!(edition(page), Err(Misfit::Shell(_))), "{page}");
        }
    }
}
