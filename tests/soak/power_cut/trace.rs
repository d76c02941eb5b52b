//! What `strace -f -y -xx` wrote down, as calls with a beginning and an end.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The calls that change files, sync them, or say where the next write goes. Those that nobody here makes are among them,
/// so that they are noticed when somebody begins to.
pub const CALLS: &str = "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,\
    fsync,fdatasync,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,link,linkat,mkdir,mkdirat,rmdir,\
    symlink,symlinkat,copy_file_range,sendfile,splice,lseek";

/// A call of the kernel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    /// As written down.
    pub arguments: Vec<String>,
    /// What it gave; below 0 is an error.
    pub result: i64,
    /// The path of the descriptor that it gave.
    pub opened: Option<PathBuf>,
}

/// One end of a call. Where nothing else came between, both ends follow each other.
#[derive(Debug, PartialEq, Eq)]
pub enum Moment {
    /// A thread makes a call; its result is not known yet.
    Begin(u32, Call),
    /// The kernel is done with the call that the thread made.
    End(u32, Call),
}

/// Reads a trace line by line.
#[derive(Debug, Default)]
pub struct Reader {
    open: HashMap<u32, String>,
}

impl Reader {
    /// The moments of a line: none, one or both.
    pub fn read(&mut self, line: &str) -> Vec<Moment> {
        let Some((thread, rest)) = line.split_once(' ') else { return Vec::new() };
        let thread = thread.parse().unwrap_or_else(|_| panic!("no line of a trace: {line:.80}"));
        let rest = rest.trim_start();
        if rest.starts_with(['+', '-']) {
            return Vec::new();
        }
        if let Some(begun) = rest.strip_suffix("<unfinished ...>") {
            self.open.insert(thread, begun.trim_end().to_owned());
            return vec![Moment::Begin(thread, call(begun.trim_end()))];
        }
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let (_, resumed) = resumed.split_once(" resumed>").unwrap();
            let Some(begun) = self.open.remove(&thread) else { return Vec::new() };
            return vec![Moment::End(thread, call(&(begun + resumed)))];
        }
        let call = call(rest);
        vec![Moment::Begin(thread, call.clone()), Moment::End(thread, call)]
    }
}

impl Call {
    /// The path that an argument names: the one of a descriptor, or a text.
    pub fn path(&self, index: usize) -> Option<PathBuf> {
        let argument = self.arguments.get(index)?;
        match argument.strip_prefix('"') {
            Some(text) => Some(path(text.split('"').next()?)),
            None => descriptor(argument),
        }
    }

    /// The path that a folder's descriptor and a text below it name.
    pub fn path_at(&self, index: usize) -> Option<PathBuf> {
        Some(self.path(index)?.join(self.path(index + 1)?))
    }

    /// A number.
    pub fn number(&self, index: usize) -> Option<usize> {
        self.arguments.get(index)?.parse().ok()
    }

    /// The bytes of an argument, of which so many were taken: one text, or those of a list.
    pub fn bytes(&self, index: usize) -> Vec<u8> {
        let texts = self.arguments[index].split('"').skip(1).step_by(2);
        let mut bytes: Vec<u8> = texts.flat_map(unescaped).collect();
        let taken = usize::try_from(self.result).unwrap_or(0);
        assert!(bytes.len() >= taken, "the trace cuts a write short");
        bytes.truncate(taken);
        bytes
    }

    /// Whether flags have this one.
    pub fn has(&self, index: usize, flag: &str) -> bool {
        self.arguments.get(index).is_some_and(|flags| flags.split('|').any(|one| one == flag))
    }
}

fn call(text: &str) -> Call {
    let (name, rest) = text.split_once('(').unwrap_or_else(|| panic!("no call: {text:.80}"));
    let (arguments, rest) = arguments(rest);
    let given = rest.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
    let digits: String = given.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    let result = digits.parse().unwrap_or(-1);
    Call { name: name.to_owned(), arguments, result, opened: descriptor(given) }
}

/// The arguments up to the bracket that ends them, and what follows.
fn arguments(text: &str) -> (Vec<String>, &str) {
    let (mut all, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0_usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' | b'(' => depth += 1,
            b')' if depth == 0 => {
                all.push(text[from..at].trim().to_owned());
                return (all, &text[at + 1..]);
            }
            b']' | b'}' | b')' => depth -= 1,
            b',' if depth == 0 => {
                all.push(text[from..at].trim().to_owned());
                from = at + 1;
            }
            _ => {}
        }
    }
    all.push(text[from..].trim().to_owned());
    (all, "")
}

/// The path of `5<\x2f…>`; none of what is no file, or has no name any more.
fn descriptor(text: &str) -> Option<PathBuf> {
    let (_, rest) = text.split_once('<')?;
    let (name, after) = rest.split_once('>')?;
    let path = path(name);
    (path.is_absolute() && !after.starts_with("(deleted)")).then_some(path)
}

fn path(escaped: &str) -> PathBuf {
    let bytes: Vec<u8> = unescaped(escaped).collect();
    Path::new(&*String::from_utf8_lossy(&bytes)).to_owned()
}

fn unescaped(text: &str) -> impl Iterator<Item = u8> {
    text.split("\\x").skip(1).map(|digits| u8::from_str_radix(digits, 16).expect("a byte as \\xNN"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENED: &str =
        r#"7 openat(AT_FDCWD<\x2f\x64>, "\x61", O_WRONLY|O_CREAT, 0600) = 3<\x2f\x64\x2f\x61>"#;

    fn one(reader: &mut Reader, line: &str) -> Call {
        match reader.read(line).pop() {
            Some(Moment::End(_, call) | Moment::Begin(_, call)) => call,
            None => panic!("{line}"),
        }
    }

    #[test]
    fn a_line_is_a_call_with_its_paths_and_bytes() {
        let reader = &mut Reader::default();
        let opened = one(reader, OPENED);
        assert_eq!((opened.path_at(0), opened.opened.clone()), (Some("/d/a".into()), Some("/d/a".into())));
        assert!(opened.has(2, "O_CREAT") && !opened.has(2, "O_TRUNC"));
        let written = one(reader, r#"7 pwrite64(3<\x2f\x64\x2f\x61>, "\x68\x69", 2, 4096) = 2"#);
        assert_eq!(
            (written.path(0), written.bytes(1), written.number(3)),
            (Some("/d/a".into()), b"hi".to_vec(), Some(4096))
        );
        let list = r#"7 writev(3<\x2f\x61>, [{iov_base="\x61", iov_len=1}, {iov_base="\x62\x63", iov_len=2}], 2) = 2"#;
        assert_eq!(one(reader, list).bytes(1), b"ab");
        assert_eq!(one(reader, r#"7 mkdir("\x2f\x61", 0777) = -1 EEXIST (File exists)"#).result, -1);
        assert_eq!(one(reader, r"7 fsync(3<\x2f\x61>(deleted)) = 0").path(0), None);
        assert!(reader.read("7 +++ exited with 0 +++").is_empty());
    }

    #[test]
    fn a_call_that_others_come_between_has_a_beginning_and_an_end() {
        let reader = &mut Reader::default();
        let began = reader.read(r"7 fdatasync(3<\x2f\x61> <unfinished ...>");
        assert!(matches!(&began[..], [Moment::Begin(7, call)] if call.path(0) == Some("/a".into())));
        assert_eq!(reader.read(OPENED).len(), 2);
        let ended = reader.read("7 <... fdatasync resumed>)          = 0");
        assert!(matches!(&ended[..], [Moment::End(7, call)] if call.result == 0 && call.name == "fdatasync"));
    }
}
