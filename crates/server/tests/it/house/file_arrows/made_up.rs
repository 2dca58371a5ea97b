//! The reader of arrows is shown small crates that were made up for it.

use std::path::Path;

use super::{graph::Graph, modules::Modules};

fn modules(files: &[(&str, &str)]) -> Modules {
    let source = |path: &Path| {
        let mut files = files.iter();
        let found = files.find(|(name, _)| Path::new(name) == path);
        found.map(|(_, text)| (*text).to_owned())
    };
    Modules::read(Path::new("lib.rs"), &source)
}

fn graph(files: &[(&str, &str)]) -> Graph {
    Graph::of(&modules(files))
}

fn circles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let circles = graph(files).circles().into_iter();
    let names = |path: std::path::PathBuf| path.to_str().unwrap().to_owned();
    circles
        .map(|circle| circle.files.into_iter().map(names).collect())
        .collect()
}

const ROOT: (&str, &str) = ("lib.rs", "mod a; mod b; mod c;");
const EMPTY: (&str, &str) = ("c.rs", "");

#[test]
fn a_circle_is_found_and_told_line_by_line() {
    let files = [
        ROOT,
        ("a.rs", "use std::fmt;\nuse crate::b::B;\npub struct A(B);"),
        (
            "b.rs",
            "pub struct B;\nimpl B { fn c(&self) -> super::c::C { todo() } }",
        ),
        ("c.rs", "\n\npub struct C;\nfn f() { crate::a::A::new() }"),
    ];
    let circles = graph(&files).circles();
    let [circle] = circles.as_slice() else {
        panic!("{circles:?}")
    };
    let step = |from: &str, line, to: &str| (from.into(), line, to.into());
    let way = [
        step("a.rs", 2, "b.rs"),
        step("b.rs", 2, "c.rs"),
        step("c.rs", 4, "a.rs"),
    ];
    assert_eq!(circle.way, way);
    assert_eq!(circle.files.len(), 3);
}

#[test]
fn a_tree_is_no_circle() {
    let files = [
        (
            "lib.rs",
            "pub mod a; pub mod b; mod c; fn main() { a::run(); b::run() }",
        ),
        ("a.rs", "use crate::c::C;"),
        ("b.rs", "use super::{a::A, c};\nfn f() { c::g() }"),
        (
            "c.rs",
            "use ::a::X; use std::io::{self, Read}; fn g() -> io::Result<c::Own> {}",
        ),
    ];
    assert!(circles(&files).is_empty());
    let graph = graph(&files);
    assert!(graph.has("b.rs", "a.rs") && graph.has("b.rs", "c.rs") && graph.has("lib.rs", "a.rs"));
    assert!(!graph.has("a.rs", "b.rs"));
}

#[test]
fn two_circles_are_told_apart() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::{b::B, c::C};"),
        ("b.rs", "use crate::a::A;"),
        ("c.rs", "use crate::d::D;"),
        ("d.rs", "use crate::c::C;"),
    ];
    assert_eq!(circles(&files), [["a.rs", "b.rs"], ["c.rs", "d.rs"]]);
}

#[test]
fn a_declaration_is_no_arrow_but_a_re_export_is_one() {
    let uses_parent = ("a/inner.rs", "use super::Other; pub struct Thing;");
    let parent = "mod inner; pub struct Other;";
    let files = [ROOT, EMPTY, ("b.rs", ""), ("a.rs", parent), uses_parent];
    assert!(circles(&files).is_empty());
    let parent = "mod inner; pub use inner::Thing; pub struct Other;";
    let files = [ROOT, EMPTY, ("b.rs", ""), ("a/mod.rs", parent), uses_parent];
    assert_eq!(circles(&files), [["a/inner.rs", "a/mod.rs"]]);
}

#[test]
fn a_thing_used_through_a_re_export_is_an_arrow_to_who_re_exports_it() {
    let parent = ("a/mod.rs", "mod x; mod y; pub use self::{x::X, y::Y};");
    let through = [
        ROOT,
        EMPTY,
        ("b.rs", "use crate::a::X;"),
        parent,
        ("a/x.rs", "pub struct X;"),
        ("a/y.rs", "use super::X; pub struct Y(X);"),
    ];
    assert_eq!(circles(&through), [["a/mod.rs", "a/y.rs"]]);
    assert!(graph(&through).has("b.rs", "a/mod.rs"));
    assert!(!graph(&through).has("b.rs", "a/x.rs"));
    let straight = ("a/y.rs", "use super::x::X; pub struct Y(X);");
    let files = [ROOT, EMPTY, ("b.rs", ""), parent, ("a/x.rs", ""), straight];
    assert!(circles(&files).is_empty());
    let everything = ("a/y.rs", "use super::*;");
    let files = [
        ROOT,
        EMPTY,
        ("b.rs", ""),
        parent,
        ("a/x.rs", ""),
        everything,
    ];
    assert_eq!(circles(&files), [["a/mod.rs", "a/y.rs"]]);
}

#[test]
fn a_module_that_was_imported_is_followed_wherever_it_is_named() {
    for text in [
        "use crate::a; fn f() { a::g() }",
        "use crate::a as other; fn f(x: &other::A) {}",
        "use super::a::{self as it}; type A = it::A;",
        "fn f() { use crate::a; if let a::A(_) = x {} }",
        "impl crate::a::Trait for B {}",
        "fn f<T: crate::a::Trait>() {}",
        "struct B { #[serde(with = \"crate::a::seconds\")] x: u8 }",
        "fn f() { println!(\"{}\", crate::a::g()) }",
        "fn f() { crate::a::mark!(1) }",
        "macro_rules! m { () => { $crate::a::g() } }",
        "mod deep { fn f() { super::super::a::g() } }",
    ] {
        let files = [ROOT, EMPTY, ("a.rs", ""), ("b.rs", text)];
        assert!(graph(&files).has("b.rs", "a.rs"), "{text}");
    }
}

#[test]
fn what_only_looks_like_a_path_of_ours_is_no_arrow() {
    for text in [
        "use ::a::A;",
        "use std::a; fn f() { a::g() }",
        "fn f() { println!(\"{}\", ::a::g()) }",
        "/// See [`crate::a::A`].\nstruct B;",
        "pub(in crate::a) struct B;",
        "fn f(a: u8) -> u8 { a }",
        "#[cfg(test)] mod tests { use crate::a::A; }",
        "#[cfg(all(test, unix))] use crate::a::A;",
        "#[test] fn f() { crate::a::g() }",
        "struct B; impl B { #[cfg(test)] fn f() { crate::a::g() } }",
    ] {
        let files = [ROOT, EMPTY, ("a.rs", ""), ("b.rs", text)];
        assert!(!graph(&files).has("b.rs", "a.rs"), "{text}");
    }
    let outside_of_tests = "#[cfg(not(test))] use crate::a::A;";
    let files = [ROOT, EMPTY, ("a.rs", ""), ("b.rs", outside_of_tests)];
    assert!(graph(&files).has("b.rs", "a.rs"));
}

#[test]
fn files_of_tests_are_found_and_make_no_arrows() {
    let files = [
        ROOT,
        EMPTY,
        ("b.rs", "use crate::a::A;"),
        ("a.rs", "#[cfg(test)] mod tests; pub struct A;"),
        ("a/tests.rs", "use crate::b::B; mod helper;"),
        ("a/tests/helper.rs", "use crate::b::B;"),
    ];
    assert!(circles(&files).is_empty());
    let read = modules(&files).files;
    for (file, _) in files {
        assert!(read.contains(Path::new(file)), "{file}");
    }
}

/// Only the compiler knows where a macro without a path comes from: it may stand in any file that
/// was read before.
#[test]
fn a_macro_called_by_its_bare_name_is_missed() {
    let root = ("lib.rs", "#[macro_use] mod a; mod b; mod c;");
    let files = [
        root,
        EMPTY,
        ("a.rs", "macro_rules! m { () => {} }"),
        ("b.rs", "m!();"),
    ];
    assert!(!graph(&files).has("b.rs", "a.rs"));
    let named = ("b.rs", "use crate::a::m; m!();");
    assert!(graph(&[root, EMPTY, files[2], named]).has("b.rs", "a.rs"));
}
