package dev.nibble.harness.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work in which code of plugins is called, on a daemon thread of its own: strangers' code may never return, and Java has no way to
 * end it. Who waits for it waits for as long as it likes, and can then leave it behind.
 *
 * @param <T> what it comes to
 */
public final class PluginWork<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private PluginWork(FutureTask<T> task, Thread thread) {
        this.task = task;
        this.thread = thread;
    }

    /** Begins. */
    public static <T> PluginWork<T> start(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        return new PluginWork<>(task, Thread.ofPlatform().daemon().name(name).start(task));
    }

    /**
     * What it comes to, as soon as that is known.
     *
     * @throws TimeoutException if it has not ended within the limit; it goes on
     * @throws ExecutionException if it threw
     */
    public T await(Duration limit) throws TimeoutException, ExecutionException, InterruptedException {
        return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits for the end of its thread; returns whether that has come. */
    public boolean endsWithin(Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    /** The thread, to look at what it does. */
    public Thread thread() {
        return thread;
    }

    /** Asks the thread to end, should it still run; whether it does is up to the plugin. */
    public void abandon() {
        task.cancel(true);
    }
}
