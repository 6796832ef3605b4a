//! As much of JSON Schema (draft 2020-12) as the project's schemas use; an unknown keyword is an error.

use serde_json::Value;

/// Where a value does not fit a schema, one line each.
pub fn misfits(value: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(value, schema, "$", &mut found);
    found
}

fn check(value: &Value, schema: &Value, at: &str, found: &mut Vec<String>) {
    let Some(rules) = schema.as_object() else {
        found.push(format!("{at}: {schema} is no schema"));
        return;
    };
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "type" => {
                let wanted: Vec<&str> =
                    rule.as_str().into_iter().chain(rule.as_array().into_iter().flatten().filter_map(Value::as_str)).collect();
                if !wanted.iter().any(|kind| is(value, kind)) {
                    found.push(format!("{at}: {value} is no {wanted:?}"));
                }
            }
            "const" if value != rule => found.push(format!("{at}: {value} is not {rule}")),
            "enum" if !rule.as_array().is_some_and(|all| all.contains(value)) => {
                found.push(format!("{at}: {value} is not in {rule}"));
            }
            "$schema" | "title" | "description" | "const" | "enum" => {}
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(item, rule, &format!("{at}[{i}]"), found);
                }
            }
            "required" => {
                for key in rule.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if value.is_object() && value.get(key).is_none() {
                        found.push(format!("{at}: {key} is missing"));
                    }
                }
            }
            "properties" => {
                for (key, rule) in rule.as_object().into_iter().flatten() {
                    if let Some(inner) = value.get(key) {
                        check(inner, rule, &format!("{at}.{key}"), found);
                    }
                }
            }
            "additionalProperties" => {
                let known = rules.get("properties").and_then(Value::as_object);
                for (key, inner) in
                    value.as_object().into_iter().flatten().filter(|(key, _)| known.is_none_or(|known| !known.contains_key(*key)))
                {
                    match rule {
                        Value::Bool(true) => {}
                        Value::Bool(false) => found.push(format!("{at}: {key} is not described")),
                        rule => check(inner, rule, &format!("{at}.{key}"), found),
                    }
                }
            }
            other => found.push(format!("{at}: the keyword {other} is not known here")),
        }
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
