//! In which order modules run.

use std::collections::{BTreeMap, BTreeSet};

use super::{script::Earlier, unjoinable::Unjoinable};
use crate::console::{imports::resolve, module::Module};

/// The file that a specifier means, by its plain name.
pub(super) fn file(
    from: &str,
    specifier: &str,
    bare: &BTreeMap<String, String>,
) -> Result<String, Unjoinable> {
    let named = bare.get(specifier).cloned();
    let found = named.or_else(|| resolve(from, specifier));
    found.ok_or_else(|| Unjoinable::Missing(specifier.to_owned()))
}

/// Sorts modules so that each comes behind those that it needs.
pub(super) struct Order<'a> {
    all: &'a BTreeMap<&'a str, Module<'a>>,
    bare: &'a BTreeMap<String, String>,
    earlier: Option<Earlier<'a>>,
    pub(super) numbers: BTreeMap<String, usize>,
    begun: BTreeSet<String>,
    pub(super) sorted: Vec<String>,
}

impl<'a> Order<'a> {
    pub(super) fn new(
        all: &'a BTreeMap<&'a str, Module<'a>>,
        bare: &'a BTreeMap<String, String>,
        earlier: Option<Earlier<'a>>,
    ) -> Self {
        Self {
            all,
            bare,
            earlier,
            numbers: BTreeMap::new(),
            begun: BTreeSet::new(),
            sorted: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, name: &str) -> Result<(), Unjoinable> {
        let is_earlier = self.earlier.is_some_and(|earlier| earlier.has(name));
        if is_earlier || self.numbers.contains_key(name) {
            return Ok(());
        }
        let all = self.all;
        let module = all.get(name);
        let module = module.ok_or_else(|| Unjoinable::Missing(name.to_owned()))?;
        if !self.begun.insert(name.to_owned()) {
            return Err(Unjoinable::Circle(name.to_owned()));
        }
        for specifier in &module.needs {
            self.add(&file(name, specifier, self.bare)?)?;
        }
        self.numbers.insert(name.to_owned(), self.sorted.len());
        self.sorted.push(name.to_owned());
        Ok(())
    }
}
