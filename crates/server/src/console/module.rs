//! A script of the console taken apart: what it imports, what it exports, and the text between. Of
//! ECMA-262 §16.2 it knows the forms that the console and its libraries use; what else there is, is a fault
//! and not a guess.

/// A form that is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\u{201c}{0}\u{201d} is no import or export that can be joined")]
pub(super) struct UnknownForm(String);

/// A module.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Module<'a> {
    /// Its text, in order, without the words that only a module may use.
    pub(super) pieces: Vec<Piece<'a>>,
    /// What others may import from it.
    pub(super) exports: Vec<Export<'a>>,
}

/// A part of its text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// As it stands there.
    Text(&'a str),
    /// What the module asks another for.
    Import {
        /// As it names the other one.
        from: &'a str,
        /// What it takes of it.
        bound: Vec<Bound<'a>>,
    },
    /// The name that the default export has inside the module.
    Default,
}

/// One thing that is imported, and its name in the module that wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound<'a> {
    /// Everything, as an object.
    All { local: &'a str },
    /// One export.
    One { name: &'a str, local: &'a str },
}

/// One thing that is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Export<'a> {
    /// For others.
    pub(super) name: &'a str,
    pub(super) value: Value<'a>,
}

/// What an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// What has this name in the module.
    Local(&'a str),
    /// The default export, which has no name in it.
    Default,
    /// What another module exports under this name.
    Of { from: &'a str, name: &'a str },
}

impl<'a> Module<'a> {
    /// Takes a script apart.
    ///
    /// # Errors
    /// Of what it imports or exports something is in a form that is not known.
    pub(super) fn of(script: &'a str) -> Result<Self, UnknownForm> {
        let mut module = Self::default();
        let mut rest = script;
        while let Some((before, statement)) = next_statement(rest) {
            module.pieces.push(Piece::Text(before));
            let mut cursor = Cursor(statement);
            rest = module
                .read(&mut cursor)
                .map(|()| cursor.0)
                .ok_or_else(|| UnknownForm(statement.chars().take(40).collect()))?;
        }
        module.pieces.push(Piece::Text(rest));
        Ok(module)
    }

    /// The modules that this one needs, as it names them, in order.
    pub(super) fn needs(&self) -> impl Iterator<Item = &'a str> {
        let imported = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Import { from, .. } => Some(*from),
            Piece::Text(_) | Piece::Default => None,
        });
        let passed_on = self.exports.iter().filter_map(|export| match export.value {
            Value::Of { from, .. } => Some(from),
            Value::Local(_) | Value::Default => None,
        });
        imported.chain(passed_on)
    }

    fn read(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        if cursor.eat("import") {
            return self.read_import(cursor);
        }
        cursor.eat("export");
        cursor.skip_space();
        if cursor.eat("default ") {
            self.pieces.push(Piece::Default);
            self.exports.push(Export {
                name: "default",
                value: Value::Default,
            });
            return Some(());
        }
        if cursor.0.starts_with('{') {
            return self.read_list(cursor);
        }
        // What is declared stays, and is exported besides.
        let mut ahead = Cursor(cursor.0);
        ahead.eat("async ");
        let is_known = ["const ", "function ", "class "]
            .iter()
            .any(|word| ahead.eat(word));
        let name = is_known.then(|| ahead.word())?;
        let value = Value::Local(name?);
        self.exports.push(Export { name: name?, value });
        Some(())
    }

    /// What follows `import`.
    fn read_import(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        cursor.skip_space();
        let mut bound = Vec::new();
        if let Some(from) = cursor.quoted() {
            self.pieces.push(Piece::Import { from, bound });
            return cursor.end();
        }
        if let Some(local) = cursor.word() {
            let name = "default";
            bound.push(Bound::One { name, local });
        } else if cursor.eat("*") {
            cursor.skip_space();
            let local = cursor.eat("as ").then(|| cursor.word())??;
            bound.push(Bound::All { local });
        } else {
            let named = cursor.list()?.into_iter();
            bound.extend(named.map(|(name, local)| Bound::One { name, local }));
        }
        let from = cursor.source()?;
        self.pieces.push(Piece::Import { from, bound });
        cursor.end()
    }

    /// What follows `export` where a brace opens.
    fn read_list(&mut self, cursor: &mut Cursor<'a>) -> Option<()> {
        let listed = cursor.list()?;
        let from = cursor.source();
        let exports = listed.into_iter().map(|(inner, name)| {
            let value = from.map_or(Value::Local(inner), |from| Value::Of { from, name: inner });
            Export { name, value }
        });
        self.exports.extend(exports);
        cursor.end()
    }
}

/// The text before the next import or export, and the rest from there on. Both stand at the beginning of a
/// line, or behind the end of another statement where line breaks were taken out.
fn next_statement(text: &str) -> Option<(&str, &str)> {
    // Both words end alike, so that one search finds the next of either.
    let mut places = text.match_indices(ENDING).filter_map(|(ending, _)| {
        let (before, _) = text.split_at(ending);
        let before = before
            .strip_suffix("im")
            .or_else(|| before.strip_suffix("ex"))?;
        let begins = before
            .chars()
            .next_back()
            .is_none_or(|c| "\n;}".contains(c));
        let next = text.get(ending + ENDING.len()..)?.chars().next()?;
        (begins && " {*\"'".contains(next)).then_some(before.len())
    });
    places.next().map(|place| text.split_at(place))
}

/// How `import` and `export` end.
const ENDING: &str = "port";

/// What is left to be read.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn eat(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn skip_space(&mut self) {
        self.0 = self.0.trim_start();
    }

    /// A name.
    fn word(&mut self) -> Option<&'a str> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let end = self.0.find(|c| !is_part(c)).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }

    /// The text between two quotes.
    fn quoted(&mut self) -> Option<&'a str> {
        let quote = self.0.chars().next().filter(|c| "\"'".contains(*c))?;
        let (inner, rest) = self.0.get(1..)?.split_once(quote)?;
        self.0 = rest;
        Some(inner)
    }

    /// Where something comes from.
    fn source(&mut self) -> Option<&'a str> {
        let mut ahead = Cursor(self.0.trim_start());
        if !ahead.eat("from") {
            return None;
        }
        ahead.skip_space();
        let from = ahead.quoted()?;
        self.0 = ahead.0;
        Some(from)
    }

    /// Names in braces, each with the one that it gets.
    fn list(&mut self) -> Option<Vec<(&'a str, &'a str)>> {
        let (inner, rest) = self.0.strip_prefix('{')?.split_once('}')?;
        self.0 = rest;
        let named = inner
            .split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty());
        let pairs = named.map(|one| one.split_once(" as ").unwrap_or((one, one)));
        Some(pairs.collect())
    }

    /// The end of the statement.
    fn end(&mut self) -> Option<()> {
        let is_over = self.eat(";") || self.0.is_empty() || self.0.starts_with('\n');
        is_over.then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one<'a>(name: &'a str, local: &'a str) -> Bound<'a> {
        Bound::One { name, local }
    }

    fn local<'a>(name: &'a str, value: &'a str) -> Export<'a> {
        let value = Value::Local(value);
        Export { name, value }
    }

    fn imports<'a>(module: &Module<'a>) -> Vec<(&'a str, Vec<Bound<'a>>)> {
        let imports = module.pieces.iter().filter_map(|piece| match piece {
            Piece::Import { from, bound } => Some((*from, bound.clone())),
            Piece::Text(_) | Piece::Default => None,
        });
        imports.collect()
    }

    #[test]
    fn imports_are_found_however_they_are_written() {
        let script = "import{a as b,c}from\"preact\";import \"./side.js\";\nimport htm from 'htm';\n\
            import * as all from \"./all.js\";\nimport {\n  d,\n} from \"./d.js\";\nrun();\n";
        let module = Module::of(script).unwrap();
        let all = Bound::All { local: "all" };
        let expected = vec![
            ("preact", vec![one("a", "b"), one("c", "c")]),
            ("./side.js", vec![]),
            ("htm", vec![one("default", "htm")]),
            ("./all.js", vec![all]),
            ("./d.js", vec![one("d", "d")]),
        ];
        assert_eq!(imports(&module), expected);
        assert_eq!(module.pieces.last(), Some(&Piece::Text("\nrun();\n")));
    }

    #[test]
    fn what_is_exported_stays_and_loses_the_word() {
        let script = "export const a = 1;\nexport async function b() {}\nexport class C {}\n\
            const d = 2;\nexport { d, d as e };\nexport { F } from \"./f.js\";\n";
        let module = Module::of(script).unwrap();
        let (from, name) = ("./f.js", "F");
        let passed_on = Export {
            name,
            value: Value::Of { from, name },
        };
        let exports = [
            local("a", "a"),
            local("b", "b"),
            local("C", "C"),
            local("d", "d"),
            local("e", "d"),
            passed_on,
        ];
        assert_eq!(module.exports, exports);
        assert_eq!(module.needs().collect::<Vec<_>>(), ["./f.js"]);
        let text = module.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => *text,
            Piece::Import { .. } | Piece::Default => "",
        });
        let left = "const a = 1;\nasync function b() {}\nclass C {}\nconst d = 2;\n\n\n";
        assert_eq!(text.collect::<String>(), left);
    }

    #[test]
    fn scripts_without_line_breaks_are_taken_apart_as_well() {
        let script =
            "import{h}from\"preact\";export{x}from\"y\";function f(){}export{f as $,h};//# a\n";
        let module = Module::of(script).unwrap();
        assert_eq!(imports(&module), [("preact", vec![one("h", "h")])]);
        let names: Vec<&str> = module.exports.iter().map(|export| export.name).collect();
        assert_eq!(names, ["x", "$", "h"]);
        let module = Module::of("let n;export default function(s){return n}").unwrap();
        assert_eq!(module.exports[0].value, Value::Default);
        let text = Piece::Text("function(s){return n}");
        assert_eq!(module.pieces, [Piece::Text("let n;"), Piece::Default, text]);
    }

    #[test]
    fn what_only_looks_like_one_is_left_alone() {
        let script = "const later = () => import(\"./a.js\");\n * import { x } from \"y\"\n\
            import.meta.resolve(\"z\");\nimportant();\n";
        let module = Module::of(script).unwrap();
        assert_eq!(module.pieces, [Piece::Text(script)]);
        assert_eq!(module.exports, []);
    }

    #[test]
    fn a_form_that_is_not_known_is_a_fault() {
        for script in [
            "export let a = 1;",
            "export var a;",
            "export const { a } = b;",
            "export * from \"./a.js\";",
            "import { a } of \"./a.js\";",
            "import a, { b } from \"./a.js\";",
            "export { a",
        ] {
            assert!(Module::of(script).is_err(), "{script}");
        }
    }
}
