import type { Concept } from '../concept.ts';

/** What lives outside the standard library: these examples are marked and not run here. */
export const LIBRARIES: readonly Concept[] = [
  {
    slug: 'numpy-arrays',
    title: 'NumPy arrays',
    short: 'arrays of numbers on which arithmetic works for all items at once',
    asked: [
      'numpy',
      'np array',
      'numpy array',
      'np.array',
      'ndarray',
      'vectorized',
      'concat numpy arrays',
      'numpy append',
      'k lowest numbers np',
      'array shape',
    ],
    needs: ['lists', 'modules'],
    explanation:
      'A NumPy array holds numbers of one type. `a * 2` doubles every item and `a[a > 3]` picks by a condition, with no loop and much faster than a list. It has a shape, such as 2 rows and 3 columns. Arrays do not grow cheaply: `np.concatenate` and `np.append` return a new array. `np.sort(a)[:k]` gives the k smallest.',
    example: {
      needs: 'numpy',
      code: `import numpy as np

a = np.array([3, 1, 4, 1, 5])
print(a * 2)
print(a[a > 2])
print(np.concatenate([a, [9]]))
print(np.sort(a)[:2])`,
      output: `[ 6  2  8  2 10]
[3 4 5]
[3 1 4 1 5 9]
[1 1]`,
    },
    misconception: "`np.append(a, 9)` does not change a: it returns a new array, unlike a list's append.",
    check: {
      question: 'What is `[1, 2] * 2` for a list, and `np.array([1, 2]) * 2`?',
      answer: '`[1, 2, 1, 2]` and `[2 4]`: a list repeats, an array multiplies.',
    },
    next: ['pandas-basics', 'matplotlib-basics'],
  },
  {
    slug: 'pandas-basics',
    title: 'pandas basics',
    short: 'tables with named columns that you filter, compute and group',
    asked: [
      'pandas',
      'dataframe',
      'df',
      'data frame',
      'pandas column',
      'groupby',
      'read_csv',
      'series pandas',
      'column pandas',
      'cumulative sum',
      'prefix sum',
      'cumsum',
      'round column',
      'floor a column',
      'bin column',
      'add column dataframe',
      'first element of df',
      'iloc',
      'loc',
      'stack columns',
    ],
    needs: ['csv-files', 'lists', 'dictionaries'],
    explanation:
      'A DataFrame is a table; a column, `df["age"]`, is a Series. Work on whole columns instead of looping: `df["age"] + 1`, `df["age"].round()`, `.cumsum()` for running totals, `pd.cut` for bins. `df[df["age"] > 18]` keeps rows, `df.loc[row, column]` goes by label, `df.iloc[0]` by position, and `df["new"] = …` adds a column.',
    example: {
      needs: 'pandas',
      code: `import pandas as pd

df = pd.DataFrame({"name": ["Ada", "Bob", "Cy"], "age": [36, 17, 22]})
df["older"] = df["age"] + 1
adults = df[df["age"] >= 18]
print(adults["name"].tolist())
print(df["age"].cumsum().tolist())
print(df.iloc[0]["name"])`,
      output: `['Ada', 'Cy']
[36, 53, 75]
Ada`,
    },
    misconception:
      'Most methods return a new table and leave df alone: `df.sort_values("age")` does nothing lasting until you assign it.',
    check: {
      question: 'How do you keep only the rows where the column city is Oslo?',
      answer: '`df[df["city"] == "Oslo"]`.',
    },
    next: ['matplotlib-basics', 'numpy-arrays'],
  },
  {
    slug: 'matplotlib-basics',
    title: 'Matplotlib basics',
    short: 'draws charts from lists of numbers',
    asked: [
      'matplotlib',
      'plot',
      'pyplot',
      'plt',
      'chart',
      'graph',
      'histogram',
      'subplots',
      'axis ticks',
      'plotting',
      'figure',
      'bar chart',
      'line chart',
      'seaborn',
      'scatter plot',
      '%matplotlib',
    ],
    needs: ['lists', 'modules'],
    explanation:
      '`fig, ax = plt.subplots()` gives a figure and the axes to draw on; then `ax.plot(x, y)`, `ax.bar`, `ax.scatter` or `ax.hist`, labels with `ax.set_title` and `ax.set_xlabel`, and `plt.show()` or `fig.savefig("plot.png")`. `plt.subplots(2, 4)` makes eight axes in one figure, as a grid you index: `axes[1, 3]`.',
    example: {
      needs: 'matplotlib',
      code: `import matplotlib.pyplot as plt

days = [1, 2, 3, 4]
steps = [4000, 7200, 6800, 9100]
fig, ax = plt.subplots()
ax.plot(days, steps, marker="o")
ax.set_title("Steps per day")
ax.set_xlabel("day")
fig.savefig("steps.png")`,
      output: '',
    },
    misconception: 'Nothing appears until `plt.show()`, except in notebooks, which show figures by themselves.',
    check: {
      question: 'How do you put two charts side by side?',
      answer: '`fig, axes = plt.subplots(1, 2)`, then draw on `axes[0]` and `axes[1]`.',
    },
    next: ['pandas-basics', 'numpy-arrays'],
  },
  {
    slug: 'apis-requests',
    title: 'APIs and web requests',
    short: 'asks another computer for data over the web',
    asked: [
      'api',
      'requests',
      'http request',
      'rest api',
      'get request',
      'post request',
      'web scraping',
      'scrape',
      'beautifulsoup',
      'download page',
      'call an api',
      'fetch url',
      'endpoint',
      'selenium',
      'urllib',
      'json api',
      'download images',
      'open url',
    ],
    needs: ['dictionaries', 'json', 'virtualenv-pip'],
    explanation:
      "An API is an address that answers programs with data, mostly JSON. `requests.get(url, params=…)` asks, `response.status_code` says how it went (200 is good, 404 not found), `response.json()` gives dictionaries and lists. Scraping reads pages made for people instead, with BeautifulSoup; look for an API first, and respect the site's rules.",
    example: {
      needs: 'requests',
      code: `import requests

response = requests.get(
    "https://api.example.com/weather",
    params={"city": "Oslo"},
    timeout=10,
)
response.raise_for_status()      # an error for 404, 500, …
data = response.json()
print(data["temperature"])`,
      output: '',
    },
    misconception:
      'The request succeeding does not mean the answer is what you wanted: check the status code and look at the data before you use it.',
    check: {
      question: 'What does status code 404 mean, and what 200?',
      answer: '404: nothing found at this address. 200: all went well.',
    },
    next: ['json', 'exceptions'],
  },
  {
    slug: 'web-apps',
    title: 'Web apps with Python',
    short: 'a program that answers browsers with pages',
    asked: [
      'flask',
      'django',
      'fastapi',
      'web app',
      'website',
      'web development',
      'web server',
      'backend',
      'localhost port',
      'host a website',
      'frontend python',
      'deploy',
      'put on the internet',
      'websocket',
    ],
    needs: ['functions', 'decorators', 'modules'],
    explanation:
      'A web framework calls one of your functions for each address and sends back what it returns. Flask is small and good for a first app, FastAPI suits APIs, Django brings database, login and admin pages. Python runs on the server; what moves in the browser is HTML, CSS and JavaScript. To put it on the internet you need a host that keeps your program running.',
    example: {
      needs: 'flask',
      code: `from flask import Flask

app = Flask(__name__)

@app.route("/hello/<name>")
def hello(name):
    return f"Hello, {name}!"

if __name__ == "__main__":
    app.run(port=7777)      # then open http://localhost:7777/hello/Ada`,
      output: '',
    },
    misconception:
      '`localhost` is your own computer: nobody else can open that address until the app runs on a public server.',
    check: {
      question: "Which part runs in the visitor's browser: the Python code or the HTML?",
      answer: 'The HTML (with CSS and JavaScript). Python stays on the server.',
    },
    next: ['apis-requests', 'decorators'],
  },
  {
    slug: 'guis-games',
    title: 'Windows, GUIs and games',
    short: 'programs with windows and buttons (tkinter, PyQt) or a game loop (pygame)',
    asked: [
      'gui',
      'tkinter',
      'pyqt',
      'pygame',
      'window',
      'button',
      'turtle',
      'game loop',
      'key press',
      'keypress',
      'graphical interface',
      'widget',
      'event loop',
      'make a game',
      'sprite',
      'canvas',
      'desktop app',
    ],
    needs: ['functions', 'classes', 'while-loops'],
    explanation:
      'Programs with windows are event-driven: you set up widgets or sprites, say which function to call when something happens, and hand over to an event loop. tkinter comes with Python and suits simple tools; PyQt is richer. In pygame you write the loop yourself: handle events, change the positions, draw everything, wait for the next frame.',
    example: {
      needs: 'a screen',
      code: `import tkinter as tk

window = tk.Tk()
label = tk.Label(window, text="0")
label.pack()

def add_one():
    label["text"] = str(int(label["text"]) + 1)

tk.Button(window, text="+1", command=add_one).pack()
window.mainloop()`,
      output: '',
    },
    misconception:
      '`command=add_one` has no brackets: with `add_one()` you would call it once now and give the button None.',
    check: {
      question: 'Why does `time.sleep(5)` freeze a window?',
      answer: 'The event loop cannot run while your function sleeps. Use `window.after(5000, func)` instead.',
    },
    next: ['classes', 'scope'],
  },
  {
    slug: 'databases',
    title: 'Databases and SQL',
    short: 'stores tables that survive the program, and answers questions about them',
    asked: [
      'database',
      'sql',
      'sqlite',
      'sqlite3',
      'mysql',
      'mongo',
      'mongodb',
      'postgres',
      'query table',
      'store data permanently',
      'sql injection',
    ],
    needs: ['tuples', 'files', 'modules'],
    explanation:
      'A database keeps tables on disk and finds rows quickly. SQLite comes with Python and needs no server: `sqlite3.connect("app.db")`, then `execute` SQL such as `SELECT name FROM people WHERE age > 18`. Give values through `?` placeholders and never by pasting text into the SQL: that is how SQL injection happens. `commit()` makes changes last.',
    example: {
      needs: 'sqlite3',
      code: `import sqlite3

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE people (name TEXT, age INTEGER)")
db.execute("INSERT INTO people VALUES (?, ?)", ("Ada", 36))
db.execute("INSERT INTO people VALUES (?, ?)", ("Bob", 17))
db.commit()
for row in db.execute("SELECT name FROM people WHERE age > ?", (18,)):
    print(row[0])`,
      output: 'Ada',
    },
    misconception: 'One value still needs a tuple: `(18,)` with the comma, not `(18)`.',
    check: {
      question: 'Why `?` instead of an f-string in SQL?',
      answer: 'Typed text could contain SQL of its own; placeholders always treat it as data.',
    },
    next: ['csv-files', 'json'],
  },
];
