use super::*;

fn one<'a>(name: &'a str, local: &'a str) -> Bound<'a> {
    Bound::One { name, local }
}

fn local<'a>(name: &'a str, value: &'a str) -> Export<'a> {
    let value = Value::Local(value);
    Export { name, value }
}

fn imports<'a>(module: &Module<'a>) -> Vec<(&'a str, Vec<Bound<'a>>)> {
    let imports = module.imports.iter();
    imports.map(|one| (one.from, one.bound.clone())).collect()
}

fn text(module: &Module<'_>) -> String {
    let texts = module.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => *text,
        Piece::Gap => ";",
        Piece::Default => "$",
    });
    texts.collect()
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
    assert_eq!(module.needs, ["./f.js"]);
    let left = "const a = 1;\nasync function b() {}\nclass C {}\nconst d = 2;\n;\n;\n";
    assert_eq!(text(&module), left);
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
    assert_eq!(text(&module), "let n;$function(s){return n}");
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
        "import { a, // why\n b } from \"./a.js\";",
        "import { a as\n b } from \"./a.js\";",
        "  import { a } from \"./a.js\";",
        "/** one */ export const a = 1;",
        "export const a = 1; export const b = 2;",
        "export\tconst a = 1;",
        "import \"./a.js\"; import \"./b.js\";\n import\n{ c } from \"./c.js\";",
        "export default function f() {}",
    ] {
        assert!(Module::of(script).is_err(), "{script}");
    }
}
