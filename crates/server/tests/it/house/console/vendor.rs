//! What others wrote: byte for byte as it was published.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::PathBuf,
};

use aws_lc_rs::digest;
use serde_json::Value;

use super::folder;

const LOCK: &str = "vendor.lock";

fn vendor() -> PathBuf {
    folder().join("vendor")
}

fn locked() -> Vec<Value> {
    let lock = fs::read(vendor().join(LOCK)).unwrap();
    let lock: Value = serde_json::from_slice(&lock).unwrap();
    lock["files"].as_array().unwrap().clone()
}

/// The files that are imported by a name, by that name.
pub(super) fn names() -> BTreeMap<String, String> {
    let locked = locked().into_iter();
    let named = locked.filter_map(|file| {
        let text = |member: &str| file[member].as_str().map(str::to_owned);
        Some((text("specifier")?, text("file")?))
    });
    named.collect()
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

#[test]
fn every_file_is_what_the_lock_says() {
    for file in locked() {
        let name = file["file"].as_str().unwrap();
        let octets = fs::read(vendor().join(name)).unwrap();
        assert_eq!(file["bytes"], octets.len(), "{name}");
        let digest = digest::digest(&digest::SHA512, &octets);
        assert_eq!(file["sha512"], hex(digest.as_ref()), "{name}");
        for member in ["package", "version", "licence"] {
            assert!(file[member].is_string(), "{name}: {member}");
        }
    }
}

#[test]
fn there_is_nothing_else_and_each_library_brings_its_licence() {
    let mut there = BTreeSet::new();
    let mut folders = vec![vendor()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(vendor()).unwrap();
                there.insert(name.to_str().unwrap().to_owned());
            }
        }
    }
    there.remove(LOCK);
    let locked = locked();
    let text = |file: &Value, member: &str| file[member].as_str().unwrap().to_owned();
    let listed: BTreeSet<String> = locked.iter().map(|file| text(file, "file")).collect();
    assert_eq!(there, listed);
    let folder = |name: &str| name.split('/').next().unwrap().to_owned();
    let licensed: BTreeSet<String> = listed
        .iter()
        .filter(|name| name.contains("/LICENSE"))
        .map(|name| folder(name))
        .collect();
    let all: BTreeSet<String> = listed.iter().map(|name| folder(name)).collect();
    assert_eq!(all, licensed);
}

#[test]
fn its_licences_are_among_those_that_are_allowed() {
    let allowed = fs::read_to_string(super::root().join("deny.toml")).unwrap();
    for file in locked() {
        let licence = format!("\"{}\"", file["licence"].as_str().unwrap());
        assert!(allowed.contains(&licence), "{file}");
    }
}
