import CrossbarPrimitives
import Foundation

/// Finds measured files in folders, and gives files names.
enum MeasurementFolder {
  /// A file that was named, or found in a folder that was.
  struct File: Hashable {
    var path: String
    var isInFolder = false
    /// Why it is not read; nil for files that are.
    var skipped: String?
  }

  /// Files in a folder beyond which something else must have been meant.
  static let most = 100_000

  /// The files, each once, with folders replaced by what is in them.
  /// - Throws: `DeviceError.file` for a folder that cannot be read, or has too many files.
  static func files(_ paths: [String]) throws(DeviceError) -> [File] {
    var files: [File] = []
    var seen: Set<String> = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
        if seen.insert(resolved(path)).inserted { files.append(File(path: path)) }
        continue
      }
      let names = try contents(of: path)
      guard !names.isEmpty else { throw .file(path: path, reason: "this folder has no files") }
      for name in names where seen.insert(resolved("\(path)/\(name)")).inserted {
        let path = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
        files.append(File(path: path, isInFolder: true, skipped: reasonToSkip(name)))
      }
    }
    return files
  }

  private static func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  /// Paths within a folder, at any depth, in alphabetical order; numbers in names count as numbers. Hidden ones are left out.
  private static func contents(of folder: String) throws(DeviceError) -> [String] {
    guard let walk = FileManager.default.enumerator(atPath: folder) else {
      throw .file(path: folder, reason: "this folder cannot be read; check its permissions")
    }
    var names: [String] = []
    while let name = walk.nextObject() as? String {
      let isHidden = name.split(separator: "/").last?.hasPrefix(".") ?? false
      guard let type = walk.fileAttributes?[.type] as? FileAttributeType else { continue }
      if type == .typeDirectory, isHidden || isResult("\(folder)/\(name)") { walk.skipDescendants() }
      guard !isHidden, type == .typeRegular || type == .typeSymbolicLink && !isFolder("\(folder)/\(name)") else { continue }
      guard names.count < most else { throw .file(path: folder, reason: "this folder has more than \(most) files") }
      names.append(name)
    }
    return names.sorted {
      switch $0.compare($1, options: [.numeric, .caseInsensitive]) {
      case .orderedAscending: true
      case .orderedDescending: false
      case .orderedSame: $0 < $1
      }
    }
  }

  /// Whether a folder holds the results of a run, which are no measurements.
  private static func isResult(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/.mxbar-run.json") }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Why a file in a folder is no measurement, going by its extension; nil if it may be one.
  private static func reasonToSkip(_ name: String) -> String? {
    let kind = URL(fileURLWithPath: name).pathExtension.lowercased()
    return switch kind {
    case "csv", "txt", "dat", "tsv", "tab", "asc", "ascii", "prn", "text", "": nil
    case "xls", "xlsx", "xlsm", "ods": "a workbook; export it as CSV"
    case "opj", "opju", "ogg", "ogw": "an Origin project; export its worksheets as ASCII"
    case "xtr", "ztr", "kdat", "kdf", "h5", "hdf5", "mat", "npy", "npz": "a format of another program; export it as CSV"
    case "png", "jpg", "jpeg", "gif", "svg", "tif", "tiff", "bmp", "pdf", "ps", "eps", "doc", "docx", "ppt", "pptx", "md", "html",
      "json", "yaml", "yml", "xml", "py", "m", "r", "ipynb", "swift", "c", "h", "sh", "zip", "gz", "tar", "7z", "log", "ini",
      "toml", "cfg", "cir", "sub", "mod", "lib", "va", "gp", "bib", "tex", "exe", "dll":
      "no table"
    default: nil
    }
  }

  // MARK: Names

  /// The last parts of paths, as many as tell each from the others.
  /// - Parameter keepsExtension: whether the names keep `.csv` and the like.
  static func shortest(_ paths: [String], keepsExtension: Bool) -> [String] {
    let parts = paths.map { path in
      let url = URL(fileURLWithPath: path).standardizedFileURL
      return (keepsExtension ? url : url.deletingPathExtension()).pathComponents.filter { $0 != "/" }
    }
    let longest = parts.map(\.count).max() ?? 0
    var names = parts.map { $0.last ?? "" }
    var count = 1
    while count < longest {
      let repeated = Dictionary(grouping: names.indices) { names[$0] }.values.filter { $0.count > 1 }.joined()
      guard !repeated.isEmpty else { return names }
      count += 1
      for index in repeated { names[index] = parts[index].suffix(count).joined(separator: "/") }
    }
    // Files that differ in their extension alone keep it.
    let last = Dictionary(grouping: names.indices) { names[$0] }.values.filter { $0.count > 1 }.joined()
    for index in last where !keepsExtension { names[index] = shortest([paths[index]], keepsExtension: true)[0] }
    return names
  }
}
