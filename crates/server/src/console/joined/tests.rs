use super::*;

fn joined(scripts: &[(&str, &str)]) -> Result<Joined, Unjoinable> {
    let bare = BTreeMap::from([("lib".to_owned(), "vendor/lib.mjs".to_owned())]);
    let scripts = scripts.iter().copied().collect();
    Scripts::of(&scripts, &bare)?.join(&["main.js", "pages/home.js"], None)
}

const HOME: (&str, &str) = ("pages/home.js", "export const Page = 1;\n");

#[test]
fn modules_follow_those_that_they_need_and_bind_what_they_import() {
    let joined = joined(&[
        (
            "main.js",
            "import { a } from \"./lib/a.js\";\nimport x from \"lib\";\na(x);\n",
        ),
        (
            "lib/a.js",
            "import * as b from \"./b.js\";\nexport const a = () => b.c;\n",
        ),
        ("lib/b.js", "const one = 1;\nexport { one as c };\n"),
        (
            "vendor/lib.mjs",
            "export default function(){}//# sourceMappingURL=lib.mjs.map",
        ),
        HOME,
        (
            "pages/other.js",
            "import { a as z } from \"../lib/a.js\";\nexport const Page = z;\n",
        ),
    ]);
    let Joined { script, names } = joined.unwrap();
    let expected = "// lib/b.js\nconst $module0=(()=>{const one = 1;\n;\n\nreturn{c:one,};})();\n\
        // lib/a.js\nconst $module1=(()=>{const b=$module0;;\nconst a = () => b.c;\n\nreturn{a,};})();\n\
        // vendor/lib.mjs\nconst $module2=(()=>{const $default=function(){}\n\nreturn{default:$default,};})();\n\
        // main.js\nconst $module3=(()=>{const{a}=$module1;const{default:x}=$module2;;\n;\na(x);\n\n\
        return{};})();\n\
        // pages/home.js\nconst $module4=(()=>{const Page = 1;\n\nreturn{Page,};})();\n\
        const{Page:$moduleN0}=$module4;export{$moduleN0 as Page};\n\
        const{a:$moduleN1}=$module1;export{$moduleN1 as a};\n";
    assert_eq!(script, expected);
    assert!(names.contains("vendor/lib.mjs") && !names.contains("pages/other.js"));
}

#[test]
fn what_an_earlier_script_has_is_imported_from_it() {
    let scripts = BTreeMap::from([
        ("ask.js", "import { a } from \"./lib/a.js\";\na();\n"),
        ("lib/a.js", "export const a = () => 1;\n"),
        (
            "main.js",
            "import { a } from \"./lib/a.js\";\n\
             export { a as b } from \"./lib/a.js\";\na();\n",
        ),
    ]);
    let bare = BTreeMap::new();
    let scripts = Scripts::of(&scripts, &bare).unwrap();
    let first = scripts.join(&["ask.js"], None).unwrap();
    let expected = "// lib/a.js\nconst $module0=(()=>{const a = () => 1;\n\nreturn{a,};})();\n\
        // ask.js\nconst $module1=(()=>{const{a}=$module0;;\na();\n\nreturn{};})();\n\
        const{a:$moduleN0}=$module0;export{$moduleN0 as a};\n";
    assert_eq!(first.script, expected);
    let earlier = Earlier {
        file: "first.js",
        joined: &first,
    };
    let second = scripts.join(&["main.js"], Some(earlier)).unwrap();
    let expected = "import*as $moduleE from\"./first.js\";\n\
        // main.js\nconst $module0=(()=>{const{a}=$moduleE;;\n;\na();\n\n\
        return{b:$moduleE.a,};})();\nconst{b:$moduleN0}=$module0;export{$moduleN0 as b};\n";
    assert_eq!(second.script, expected);
    assert!(second.names.contains("main.js") && !second.names.contains("lib/a.js"));
}

#[test]
fn what_a_module_passes_on_is_what_the_other_exports() {
    let joined = joined(&[
        (
            "main.js",
            "import { Bundle } from \"./lib/index.js\";\nnew Bundle();\n",
        ),
        ("lib/index.js", "export { Bundle } from \"./bundle.js\";\n"),
        ("lib/bundle.js", "export class Bundle {}\n"),
        HOME,
    ]);
    let script = joined.unwrap().script;
    assert!(
        script.contains("return{Bundle:$module0.Bundle,}"),
        "{script}"
    );
}

#[test]
fn what_cannot_be_joined_is_told() {
    let told = |main: &str, a: &str| {
        let error = joined(&[("main.js", main), ("lib/a.js", a), HOME]);
        error.map(|joined| joined.script).unwrap_err().to_string()
    };
    let main = "import \"./lib/a.js\";\n";
    for (main, a, why) in [
        (
            "import \"./gone.js\";\n",
            "",
            "gone.js is imported, and is not there",
        ),
        (
            "import \"gone\";\n",
            "",
            "gone is imported, and is not there",
        ),
        (
            main,
            "import \"../main.js\";\n",
            "main.js imports itself, by others",
        ),
        (
            main,
            "export let b = 1;\n",
            "lib/a.js: \u{201c}export let b",
        ),
        (main, "let $module1;\n", "lib/a.js: a name or an address"),
        (
            main,
            "import(\"../pages/x.js\");\n",
            "lib/a.js: a name or an address",
        ),
    ] {
        let told = told(main, a);
        assert!(told.starts_with(why), "{told}");
    }
}

#[test]
fn a_name_that_others_import_means_one_thing() {
    let with = |outside: &'static str| {
        joined(&[
            (
                "main.js",
                "import \"./lib/a.js\";\nimport \"./lib/b.js\";\n",
            ),
            ("lib/a.js", "export const a = 1;\n"),
            ("lib/b.js", "export const a = 2;\n"),
            HOME,
            ("pages/x.js", outside),
        ])
    };
    assert!(with("import { a } from \"../lib/a.js\";\n").is_ok());
    let passed_on = with("export { a } from \"../lib/a.js\";\n").unwrap().script;
    assert!(
        passed_on.ends_with("export{$moduleN1 as a};\n"),
        "{passed_on}"
    );
    let both =
        with("import { a } from \"../lib/a.js\";\nimport { a as b } from \"../lib/b.js\";\n");
    assert!(matches!(both, Err(Unjoinable::Ambiguous(..))));
    let all = with("import * as a from \"../lib/a.js\";\n");
    assert!(matches!(all, Err(Unjoinable::Form(..))));
}
