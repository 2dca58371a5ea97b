//! Files and the arrows between them: which path leads where, and which arrows run in a circle.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::{Path, PathBuf},
};

use super::modules::{Module, Modules, Place};

/// From each file to each other one that it mentions, with the first line that does.
#[derive(Debug, Default)]
pub(crate) struct Graph(BTreeMap<PathBuf, BTreeMap<PathBuf, usize>>);

/// From, line, to.
pub(crate) type Arrow = (PathBuf, usize, PathBuf);

/// Files that all lead to each other.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Circle {
    pub(crate) files: BTreeSet<PathBuf>,
    /// The shortest way round.
    pub(crate) way: Vec<Arrow>,
    /// Everything between the files that is not on that way.
    pub(crate) others: Vec<Arrow>,
}

/// `use a::a` stands for itself; no honest path goes through as many bindings.
const MOST_BINDINGS: usize = 16;

impl Graph {
    pub(crate) fn of(modules: &Modules) -> Self {
        let mut graph = Self::default();
        for (place, module) in &modules.all {
            let arrows = graph.0.entry(module.file.clone()).or_default();
            for mention in &module.mentions {
                let target = resolve(modules, place, &mention.path, MOST_BINDINGS);
                let file = target.map(|target| &target.file);
                if let Some(file) = file.filter(|file| **file != module.file) {
                    let first = arrows.entry(file.clone()).or_insert(mention.line);
                    *first = mention.line.min(*first);
                }
            }
        }
        graph
    }

    pub(crate) fn has(&self, from: &str, to: &str) -> bool {
        let arrows = self.0.get(Path::new(from));
        arrows.is_some_and(|arrows| arrows.contains_key(Path::new(to)))
    }

    /// Every strongly connected component of more than one file.
    pub(crate) fn circles(&self) -> Vec<Circle> {
        let ways: BTreeMap<&Path, _> = self.0.keys().map(|f| (f.as_path(), self.ways(f))).collect();
        let mut seen = BTreeSet::new();
        let mut circles = Vec::new();
        for (file, way) in &ways {
            let mutual = |other: &&&Path| ways[**other].contains_key(file);
            let files: BTreeSet<&Path> = way.keys().filter(mutual).copied().collect();
            if !files.is_empty() && seen.insert(files.clone()) {
                let way = self.shortest(&files, &ways);
                let mut others = self.between(&files);
                others.retain(|arrow| !way.contains(arrow));
                let files = files.into_iter().map(Path::to_owned).collect();
                circles.push(Circle { files, way, others });
            }
        }
        circles
    }

    /// Every file that can be reached from `start` in one step or more, with the file before it on
    /// a shortest way.
    fn ways(&self, start: &Path) -> BTreeMap<&Path, &Path> {
        let mut before = BTreeMap::new();
        let mut open = VecDeque::from([self.0.get_key_value(start)]);
        while let Some(next) = open.pop_front() {
            let Some((from, arrows)) = next else { continue };
            for to in arrows.keys() {
                if !before.contains_key(to.as_path()) {
                    before.insert(to.as_path(), from.as_path());
                    open.push_back(self.0.get_key_value(to));
                }
            }
        }
        before
    }

    fn between(&self, files: &BTreeSet<&Path>) -> Vec<Arrow> {
        let mut between = Vec::new();
        for from in files {
            let arrows = self.0[*from].iter();
            let inside = arrows.filter(|(to, _)| files.contains(to.as_path()));
            between.extend(inside.map(|(to, line)| ((*from).to_owned(), *line, to.clone())));
        }
        between
    }

    fn shortest(
        &self,
        files: &BTreeSet<&Path>,
        ways: &BTreeMap<&Path, BTreeMap<&Path, &Path>>,
    ) -> Vec<Arrow> {
        let rounds = files.iter().map(|start| {
            let mut way = Vec::new();
            let mut to = *start;
            while way.is_empty() || to != *start {
                let from = ways[start][to];
                way.push((from.to_owned(), self.0[from][to], to.to_owned()));
                to = from;
            }
            way.reverse();
            way
        });
        rounds.min_by_key(Vec::len).unwrap_or_default()
    }
}

/// The module that a path of `place` leads to: the one that holds the thing it names, or that
/// re-exports it. `None` when it leads out of the crate, or is local.
fn resolve<'a>(
    modules: &'a Modules,
    place: &[String],
    path: &[String],
    bindings: usize,
) -> Option<&'a Module> {
    let (first, rest) = path.split_first()?;
    let mut from: Place = place.to_vec();
    let mut rest = match first.as_str() {
        "crate" => {
            from.clear();
            rest
        }
        "self" => rest,
        "super" => {
            from.pop();
            rest
        }
        name => {
            let module = modules.all.get(place)?;
            if !module.children.contains(name) {
                let stands_for = module.bindings.get(name)?;
                let whole = [stands_for, rest].concat();
                return resolve(modules, place, &whole, bindings.checked_sub(1)?);
            }
            path
        }
    };
    while let Some((name, after)) = rest.split_first() {
        if name == "super" {
            from.pop();
        } else if modules.all.get(&from)?.children.contains(name) {
            from.push(name.clone());
        } else {
            break;
        }
        rest = after;
    }
    modules.all.get(&from)
}
