//! What the console begins with, as one script: modules that wait for each other are as many answers that
//! a person waits for. Each module keeps its text in a function of its own, and they run in the order in
//! which a browser would run them (ECMA-262 §16.2.1.5). What has to run before all of them is read is
//! joined as another script, which this one imports.

mod order;
mod script;
mod unjoinable;

use std::{collections::BTreeMap, fmt::Write as _};

use self::order::{Order, file};
pub(super) use self::{
    script::{Earlier, Joined},
    unjoinable::Unjoinable,
};
use super::{
    imports::resolve,
    module::{Bound, Module, Piece, UnknownForm, Value},
};

/// What each module is called in the joined script, with its number.
const OBJECT: &str = "$module";
/// What all that an earlier script exports is called.
const EARLIER: &str = "$moduleE";
/// What the default export is called in the function of its module.
const DEFAULT: &str = "$default";
/// Where a tool finds the source of a script; it would be sought in vain for the joined one.
const SOURCE_MAP: &str = "//# sourceMappingURL=";

/// All scripts there are, taken apart.
#[derive(Debug)]
pub(super) struct Scripts<'a> {
    /// By their plain names.
    texts: &'a BTreeMap<&'a str, &'a str>,
    modules: BTreeMap<&'a str, Module<'a>>,
    bare: &'a BTreeMap<String, String>,
}

impl<'a> Scripts<'a> {
    /// Takes them apart, by their plain names; `bare` says which file a name means that is no path.
    ///
    /// # Errors
    /// [`Unjoinable::Form`].
    pub(super) fn of(
        texts: &'a BTreeMap<&'a str, &'a str>,
        bare: &'a BTreeMap<String, String>,
    ) -> Result<Self, Unjoinable> {
        let mut modules = BTreeMap::new();
        for (name, script) in texts {
            let form = |why: UnknownForm| Unjoinable::Form((*name).to_owned(), why.to_string());
            modules.insert(*name, Module::of(script).map_err(form)?);
        }
        Ok(Self {
            texts,
            modules,
            bare,
        })
    }

    /// Joins what these modules need, but for what is in an `earlier` script.
    ///
    /// # Errors
    /// [`Unjoinable`].
    pub(super) fn join(
        &self,
        first: &[&str],
        earlier: Option<Earlier<'_>>,
    ) -> Result<Joined, Unjoinable> {
        let mut order = Order::new(&self.modules, self.bare, earlier);
        for name in first {
            order.add(name)?;
        }
        let Order {
            numbers, sorted, ..
        } = order;
        let join = Join {
            all: &self.modules,
            bare: self.bare,
            earlier,
            numbers: &numbers,
        };
        for (name, script) in self.texts {
            join.check_later(name, script, first)?;
            join.check_imports(name)?;
        }
        let mut script = String::new();
        if let Some(Earlier { file, .. }) = earlier {
            let _ = writeln!(script, "import*as {EARLIER} from\"./{file}\";");
        }
        for name in &sorted {
            join.write(&mut script, name)?;
        }
        join.export(&mut script, first)?;
        let names = numbers.into_keys().collect();
        Ok(Joined { script, names })
    }
}

/// Writes them.
struct Join<'a> {
    all: &'a BTreeMap<&'a str, Module<'a>>,
    bare: &'a BTreeMap<String, String>,
    earlier: Option<Earlier<'a>>,
    numbers: &'a BTreeMap<String, usize>,
}

impl Join<'_> {
    /// What the other module is called that `from` means in the module `name`.
    fn object(&self, name: &str, from: &str) -> Result<String, Unjoinable> {
        let file = file(name, from, self.bare)?;
        if self.earlier.is_some_and(|earlier| earlier.has(&file)) {
            return Ok(EARLIER.to_owned());
        }
        let number = self.numbers.get(&file);
        let number = number.ok_or(Unjoinable::Missing(file))?;
        Ok(format!("{OBJECT}{number}"))
    }

    fn module(&self, name: &str) -> Result<(&Module<'_>, usize), Unjoinable> {
        let found = self.all.get(name).zip(self.numbers.get(name));
        let (module, number) = found.ok_or_else(|| Unjoinable::Missing(name.to_owned()))?;
        Ok((module, *number))
    }

    /// What is loaded when it is needed is loaded by its address, and that of a joined module leads to all
    /// of them: only one of the `first` is found there.
    fn check_later(&self, name: &str, script: &str, first: &[&str]) -> Result<(), Unjoinable> {
        for rest in calls(script, "import(") {
            let quoted = rest
                .get(1..)
                .and_then(|text| text.split(['"', '\'', '`']).next());
            let file = resolve(name, quoted.unwrap_or_default());
            let file = file.filter(|file| self.numbers.contains_key(file));
            if let Some(file) = file.filter(|file| !first.contains(&&**file)) {
                return Err(Unjoinable::Later(name.to_owned(), file));
            }
        }
        Ok(())
    }

    /// Whatever is imported is exported.
    fn check_imports(&self, name: &str) -> Result<(), Unjoinable> {
        for (from, wanted) in self.wanted(name) {
            let of = file(name, from, self.bare)?;
            let Some(other) = self.all.get(&*of) else {
                return Err(Unjoinable::Missing(of));
            };
            if !other.exports.iter().any(|export| export.name == wanted) {
                return Err(Unjoinable::NotExported(
                    name.to_owned(),
                    wanted.to_owned(),
                    of,
                ));
            }
        }
        Ok(())
    }

    /// What a module takes from others by its name, or passes on.
    fn wanted(&self, name: &str) -> Vec<(&str, &str)> {
        let Some(module) = self.all.get(name) else {
            return Vec::new();
        };
        let imported = module.imports.iter().flat_map(|import| {
            let named = import.bound.iter().filter_map(|bound| match bound {
                Bound::One { name, .. } => Some(*name),
                Bound::All { .. } => None,
            });
            named.map(|name| (import.from, name))
        });
        let passed_on = module
            .exports
            .iter()
            .filter_map(|export| match export.value {
                Value::Of { from, name } => Some((from, name)),
                Value::Local(_) | Value::Default => None,
            });
        imported.chain(passed_on).collect()
    }

    fn write(&self, script: &mut String, name: &str) -> Result<(), Unjoinable> {
        let (module, number) = self.module(name)?;
        let _ = write!(script, "// {name}\nconst {OBJECT}{number}=(()=>{{");
        for import in &module.imports {
            let object = self.object(name, import.from)?;
            script.push_str(&bindings(&object, &import.bound));
        }
        for piece in &module.pieces {
            match piece {
                Piece::Text(text) => {
                    if text.contains(OBJECT) || text.contains(DEFAULT) || is_relative(name, text) {
                        let what = "a name or an address that means another thing here";
                        return Err(Unjoinable::Form(name.to_owned(), what.to_owned()));
                    }
                    push_unmapped(script, text);
                }
                Piece::Gap => script.push(';'),
                Piece::Default => {
                    let _ = write!(script, "const {DEFAULT}=");
                }
            }
        }
        script.push_str("\nreturn{");
        for export in &module.exports {
            let _ = match export.value {
                Value::Local(local) if local == export.name => write!(script, "{local},"),
                Value::Local(local) => write!(script, "{}:{local},", export.name),
                Value::Default => write!(script, "{}:{DEFAULT},", export.name),
                Value::Of { from, name: other } => {
                    let object = self.object(name, from)?;
                    write!(script, "{}:{object}.{other},", export.name)
                }
            };
        }
        script.push_str("};})();\n");
        Ok(())
    }

    /// Exports what modules that are not among these import from them, and all of those that are loaded
    /// by name. The import map leads all of them to the joined script, so a name means one thing.
    fn export(&self, script: &mut String, first: &[&str]) -> Result<(), Unjoinable> {
        let mut all: BTreeMap<&str, String> = BTreeMap::new();
        for name in first {
            for export in &self.module(name)?.0.exports {
                want(&mut all, export.name, (*name).to_owned())?;
            }
        }
        let outside = self.all.iter();
        for (name, module) in outside.filter(|(name, _)| !self.numbers.contains_key(**name)) {
            for (from, wanted) in self.wanted(name) {
                let of = file(name, from, self.bare)?;
                if self.numbers.contains_key(&of) {
                    want(&mut all, wanted, of)?;
                }
            }
            for import in &module.imports {
                let of = file(name, import.from, self.bare)?;
                let is_whole = import.bound.iter().any(|bound| match bound {
                    Bound::One { name, .. } => *name == "default",
                    Bound::All { .. } => true,
                });
                if is_whole && self.numbers.contains_key(&of) {
                    let what = format!("import of all of {of}");
                    return Err(Unjoinable::Form((*name).to_owned(), what));
                }
            }
        }
        for (number, (name, of)) in all.into_iter().enumerate() {
            // A name of its own inside: what is exported may be called like what every script knows.
            let (_, module) = self.module(&of)?;
            let _ = writeln!(
                script,
                "const{{{name}:{OBJECT}N{number}}}={OBJECT}{module};export{{{OBJECT}N{number} as {name}}};"
            );
        }
        Ok(())
    }
}

fn want<'a>(
    wanted: &mut BTreeMap<&'a str, String>,
    name: &'a str,
    of: String,
) -> Result<(), Unjoinable> {
    match wanted.get(name) {
        Some(other) if *other != of => {
            let (name, other) = (name.to_owned(), other.clone());
            Err(Unjoinable::Ambiguous(name, other, of))
        }
        _ => {
            wanted.insert(name, of);
            Ok(())
        }
    }
}

/// What follows each place where a script calls this, but for the types in its comments.
fn calls<'a>(script: &'a str, called: &str) -> impl Iterator<Item = &'a str> {
    let places = script.match_indices(called);
    places.filter_map(|(place, called)| {
        let (before, rest) = script.split_at(place);
        let is_comment = before.rfind("/*") > before.rfind("*/");
        (!is_comment).then(|| rest.get(called.len()..)).flatten()
    })
}

/// Whether a module of a folder asks for something by its place: the joined script lies elsewhere.
fn is_relative(name: &str, text: &str) -> bool {
    let mut meta = calls(text, "import.meta");
    let is_whole = |rest: &str| rest.starts_with(".resolve(`${base}/");
    name.contains('/') && (calls(text, "import(").next().is_some() || !meta.all(is_whole))
}

/// Adds a text, without the line that says where a tool finds its source.
fn push_unmapped(script: &mut String, text: &str) {
    let Some((before, rest)) = text.split_once(SOURCE_MAP) else {
        script.push_str(text);
        return;
    };
    let (_, behind) = rest.split_once('\n').unwrap_or_default();
    script.push_str(before);
    script.push('\n');
    script.push_str(behind);
}

/// What binds names of another module.
fn bindings(object: &str, bound: &[Bound<'_>]) -> String {
    let mut text = String::new();
    let mut named = Vec::new();
    for one in bound {
        match one {
            Bound::All { local } => {
                let _ = write!(text, "const {local}={object};");
            }
            Bound::One { name, local } if name == local => named.push((*name).to_owned()),
            Bound::One { name, local } => named.push(format!("{name}:{local}")),
        }
    }
    if !named.is_empty() {
        let _ = write!(text, "const{{{}}}={object};", named.join(","));
    }
    text
}

#[cfg(test)]
mod tests;
