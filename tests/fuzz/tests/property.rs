//! Every target over its corpus, over what is near to it, and over what a grammar makes.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it fails"
)]

mod generated;

use std::{collections::BTreeSet, fs, path::PathBuf};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use signet_fuzz::{ALL, Target, Verdict};

/// Inputs of each kind for each target.
const CASES: u32 = 4_000;

fn target(name: &str) -> Target {
    let found = ALL.into_iter().find(|target| target.name == name);
    found.unwrap_or_else(|| panic!("there is no target {name}"))
}

fn corpus(target: Target) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let entries = fs::read_dir(folder.join(target.name)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Printed as text, so that what is found wrong can go into the corpus.
#[derive(Clone)]
struct Input(Vec<u8>);

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// Runs a target over what a strategy makes.
fn over(target: Target, strategy: impl Strategy<Value = Vec<u8>>) {
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(CASES)
    };
    let inputs = strategy.prop_map(Input);
    let checked = TestRunner::new(config).run(&inputs, |input| {
        (target.check)(&input.0);
        Ok(())
    });
    if let Err(error) = checked {
        panic!("{}: {error}", target.name);
    }
}

/// A change of an input.
#[derive(Debug, Clone)]
enum Change {
    /// Another octet.
    Set(u8),
    /// One octet more.
    Insert(u8),
    /// So many fewer.
    Remove(u8),
    /// So many of them twice.
    Repeat(u8),
    /// A part that means something somewhere.
    Splice(&'static str),
    /// From here on, the rest of another entry.
    Cross(prop::sample::Index),
}

fn change() -> impl Strategy<Value = (prop::sample::Index, Change)> {
    let telling = b"%&=+?#/:@.\\\"'{}[], \n\r\t\0;*0Aa\x7f\xc3\xff".to_vec();
    let octet = prop_oneof![any::<u8>(), prop::sample::select(telling)];
    let change = prop_oneof![
        octet.clone().prop_map(Change::Set),
        octet.prop_map(Change::Insert),
        (1..20_u8).prop_map(Change::Remove),
        (1..60_u8).prop_map(Change::Repeat),
        prop::sample::select(generated::PARTS).prop_map(Change::Splice),
        any::<prop::sample::Index>().prop_map(Change::Cross),
    ];
    (any::<prop::sample::Index>(), change)
}

fn changed(
    mut input: Vec<u8>,
    changes: &[(prop::sample::Index, Change)],
    corpus: &[Vec<u8>],
) -> Vec<u8> {
    for (place, change) in changes {
        let at = place.index(input.len() + 1);
        let end = |length: &u8| input.len().min(at + usize::from(*length));
        match change {
            Change::Set(octet) => input
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|own| *own = *octet),
            Change::Insert(octet) => input.insert(at, *octet),
            Change::Remove(length) => drop(input.drain(at..end(length))),
            Change::Repeat(length) => {
                let part = input[at..end(length)].to_vec();
                input.splice(at..at, part);
            }
            Change::Splice(part) => drop(input.splice(at..at, part.bytes())),
            Change::Cross(other) => {
                let other = &corpus[other.index(corpus.len())];
                input.truncate(at);
                input.extend(other.iter().skip(at));
            }
        }
    }
    input
}

fn near_to_the_corpus(name: &str) {
    let target = target(name);
    let corpus = corpus(target);
    let strategy = (
        prop::sample::select(corpus.clone()),
        prop::collection::vec(change(), 1..6),
    );
    let strategy = strategy.prop_map(move |(input, changes)| changed(input, &changes, &corpus));
    over(target, strategy);
}

#[test]
fn every_target_accepts_and_refuses_some_of_its_corpus() {
    for target in ALL {
        let corpus = corpus(target);
        let verdicts = corpus.iter().map(|input| (target.check)(input));
        let verdicts: BTreeSet<Verdict> = verdicts.collect();
        let both = [Verdict::Accepted, Verdict::Refused];
        assert!(verdicts.iter().eq(&both), "{}: {verdicts:?}", target.name);
    }
}

#[test]
fn every_target_is_one_of_libfuzzer_too() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("libfuzzer");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for Target { name, .. } in ALL {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        let text = fs::read_to_string(folder.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(
            text.contains(&format!("signet_fuzz::{name}::check")),
            "{text}"
        );
    }
}

#[test]
fn what_is_near_to_an_authorization_request_keeps_the_rules() {
    near_to_the_corpus("authorization_request");
}

#[test]
fn what_is_near_to_a_token_request_keeps_the_rules() {
    near_to_the_corpus("token_request");
}

#[test]
fn what_is_near_to_a_redirect_uri_keeps_the_rules() {
    near_to_the_corpus("redirect_uri");
}

#[test]
fn what_is_near_to_an_authorization_header_keeps_the_rules() {
    near_to_the_corpus("authorization_header");
}

#[test]
fn what_is_near_to_a_claims_parameter_keeps_the_rules() {
    near_to_the_corpus("claims");
}

#[test]
fn any_authorization_request_keeps_the_rules() {
    over(
        target("authorization_request"),
        generated::authorization_request(),
    );
}

#[test]
fn any_token_request_keeps_the_rules() {
    over(target("token_request"), generated::token_request());
}

#[test]
fn any_redirect_uri_keeps_the_rules() {
    over(target("redirect_uri"), generated::redirect_uris());
}

#[test]
fn any_authorization_header_keeps_the_rules() {
    over(
        target("authorization_header"),
        generated::authorization_header(),
    );
}

#[test]
fn any_claims_parameter_keeps_the_rules() {
    over(target("claims"), generated::claims());
}
